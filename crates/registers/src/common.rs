//! What every record has, whatever its register.

use crate::def::{Effect, Field, Key, Labels, Phase, State, Tone, Transition, key, l, state, step};

/// Person answerable for the record.
pub const OWNER: Key<key::Person> = Key::new("owner");
/// Department that it belongs to.
pub const DEPT: Key<key::Department> = Key::new("dept");
/// School term.
pub const TERM: Key<key::Text> = Key::new("term");
/// Remarks.
pub const REMARKS: Key<key::LongText> = Key::new("remarks");
/// Attached files.
pub const ATTACHMENTS: Key<key::Attachments> = Key::new("attachments");
/// The state of a record that another one stands for since both are the same thing.
pub const MERGED: &str = "merged";
/// Why the record is void.
pub const VOID_REASON: Key<key::Text> = Key::new("void_reason");
/// Who made it void.
pub const VOID_BY: Key<key::Person> = Key::new("void_by");
/// When it was made void.
pub const VOID_AT: Key<key::Time> = Key::new("void_at");

/// The common fields, in the order of the form.
pub static FIELDS: &[Field] = FIELDS_;

/// The owner first: see [`UNNAMED`].
const FIELDS_: &[Field] = &[
    Field::person(OWNER, l("责任人", "責任人", "Owner")),
    Field::department(DEPT, l("部门", "部門", "Department")),
    Field::text(TERM, l("学期", "學期", "Term")),
    Field::long_text(REMARKS, l("备注", "備註", "Remarks")).alias(&[
        "说明",
        "注",
        "附注说明",
        "其他说明",
        "Notes",
        "Asset Notes",
        "Comments",
    ]),
    Field::attachments(ATTACHMENTS, l("附件", "附件", "Attachments")),
    Field::text(VOID_REASON, l("作废原因", "作廢原因", "Reason for voiding")),
    Field::person(VOID_BY, l("作废人", "作廢人", "Voided by")),
    Field::time(VOID_AT, l("作废时间", "作廢時間", "Voided at")),
];

/// The common fields of what nobody answers for: all but the owner.
pub static UNNAMED: &[Field] = &without_owner();

const fn without_owner() -> [Field; FIELDS_.len() - 1] {
    let mut left = [FIELDS_[1]; FIELDS_.len() - 1];
    let mut n = 1;
    while n < FIELDS_.len() {
        left[n - 1] = FIELDS_[n];
        n += 1;
    }
    left
}

/// Heading of the group of common fields at the end of a form.
pub const GROUP: Labels = l("其他", "其他", "Other");

/// The id of the state of a voided record, the same in every register.
pub const VOID: &str = "void";

/// The id of the state of a draft that was deleted, the same in every register that has drafts. Unlike a void record it is
/// not listed any more; it comes back when somebody wrote to it without knowing: see [`crate::document::read`].
pub const DELETED: &str = "deleted";

/// The state of a draft that was deleted.
pub const DELETED_DRAFT: State = state(DELETED, l("草稿已删除", "草稿已刪除", "Draft deleted"), Tone::Grey, Phase::Void);

/// The step that deletes a draft. What is registered is never deleted: see [`crate::workflow::is_registered`].
pub const fn delete_draft(from: &'static [&'static str]) -> Transition {
    step("delete-draft", l("删除草稿", "刪除草稿", "Delete the draft"), from, DELETED)
        .effects(&[Effect::Now("void_at"), Effect::Me("void_by")])
}
