//! What every record has, whatever its register.

use crate::def::{Field, Key, Labels, key, l};

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
/// Why the record is void.
pub const VOID_REASON: Key<key::Text> = Key::new("void_reason");
/// Who made it void.
pub const VOID_BY: Key<key::Person> = Key::new("void_by");
/// When it was made void.
pub const VOID_AT: Key<key::Time> = Key::new("void_at");

/// The common fields, in the order of the form.
pub static FIELDS: &[Field] = &[
    Field::person(OWNER, l("责任人", "責任人", "Owner")),
    Field::department(DEPT, l("部门", "部門", "Department")),
    Field::text(TERM, l("学期", "學期", "Term")),
    Field::long_text(REMARKS, l("备注", "備註", "Remarks")).alias(&["说明", "注", "Notes", "Asset Notes"]),
    Field::attachments(ATTACHMENTS, l("附件", "附件", "Attachments")),
    Field::text(VOID_REASON, l("作废原因", "作廢原因", "Reason for voiding")),
    Field::person(VOID_BY, l("作废人", "作廢人", "Voided by")),
    Field::time(VOID_AT, l("作废时间", "作廢時間", "Voided at")),
];

/// Heading of the group of common fields at the end of a form.
pub const GROUP: Labels = l("其他", "其他", "Other");

/// The id of the state of a voided record, the same in every register.
pub const VOID: &str = "void";
