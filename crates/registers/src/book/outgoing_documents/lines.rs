//! The rows that an outgoing document collects between its draft and its receipt.

use super::choices::{CONSENTS, METHODS, RETURN_STAGES, STAGES, VERDICTS};
use crate::def::{Default_, Field, Lines, l};

/// Columns of a review.
pub mod reviews {
    use crate::def::{Key, key};
    /// At which stage.
    pub const STAGE: Key<key::Choice> = Key::new("stage");
    /// Who reviewed.
    pub const REVIEWER: Key<key::Person> = Key::new("reviewer");
    /// When.
    pub const AT: Key<key::Time> = Key::new("at");
    /// The format is right.
    pub const FORMAT_OK: Key<key::YesNo> = Key::new("format_ok");
    /// The content is right.
    pub const CONTENT_OK: Key<key::YesNo> = Key::new("content_ok");
    /// The style is right.
    pub const STYLE_OK: Key<key::YesNo> = Key::new("style_ok");
    /// Nothing is missing.
    pub const COMPLETE_OK: Key<key::YesNo> = Key::new("complete_ok");
    /// Passed or not.
    pub const VERDICT: Key<key::Choice> = Key::new("verdict");
    /// What was said.
    pub const OPINION: Key<key::Text> = Key::new("opinion");
    /// Digest of the text that was reviewed.
    pub const DIGEST: Key<key::Text> = Key::new("digest");
}

/// Columns of a joint review by another department.
pub mod co_signs {
    use crate::def::{Key, key};
    /// Department.
    pub const DEPT: Key<key::Department> = Key::new("dept");
    /// Who signed for it.
    pub const REVIEWER: Key<key::Person> = Key::new("reviewer");
    /// Sent to them.
    pub const ASKED_AT: Key<key::Time> = Key::new("asked_at");
    /// Day by which they answer.
    pub const DUE: Key<key::Date> = Key::new("due");
    /// Signed.
    pub const AT: Key<key::Time> = Key::new("at");
    /// Agreed or not.
    pub const VERDICT: Key<key::Choice> = Key::new("verdict");
    /// What was said.
    pub const OPINION: Key<key::Text> = Key::new("opinion");
    /// Digest of the text that was signed.
    pub const DIGEST: Key<key::Text> = Key::new("digest");
}

/// Columns of a signature: one for each signer of a joint document, and one each time it was signed anew.
pub mod signatures {
    use crate::def::{Key, key};
    /// Who signed.
    pub const SIGNER: Key<key::Person> = Key::new("signer");
    /// Organisation, for a joint document.
    pub const ORG: Key<key::Text> = Key::new("org");
    /// What was written.
    pub const OPINION: Key<key::Text> = Key::new("opinion");
    /// When.
    pub const AT: Key<key::Time> = Key::new("at");
    /// Digest of the text that was signed.
    pub const DIGEST: Key<key::Text> = Key::new("digest");
    /// Scan of the paper, by file name.
    pub const SCAN: Key<key::Text> = Key::new("scan");
}

/// Columns of a check before or after printing.
pub mod checks {
    use crate::def::{Key, key};
    /// Who read the proof.
    pub const PROOFREADER: Key<key::Person> = Key::new("proofreader");
    /// When.
    pub const AT: Key<key::Time> = Key::new("at");
    /// Approvals are complete and of this text.
    pub const APPROVALS_OK: Key<key::YesNo> = Key::new("approvals_ok");
    /// The text is the signed one.
    pub const TEXT_OK: Key<key::YesNo> = Key::new("text_ok");
    /// Format, number and enclosures are right.
    pub const FORMAT_OK: Key<key::YesNo> = Key::new("format_ok");
    /// What had to be put right.
    pub const ERRATA: Key<key::Text> = Key::new("errata");
    /// It was put right.
    pub const CORRECTED: Key<key::YesNo> = Key::new("corrected");
    /// Digest of the text that was checked.
    pub const DIGEST: Key<key::Text> = Key::new("digest");
}

/// Columns of a return: what was sent back, from where and why.
pub mod returns {
    use crate::def::{Key, key};
    /// When.
    pub const AT: Key<key::Time> = Key::new("at");
    /// Who sent it back.
    pub const BY: Key<key::Person> = Key::new("by");
    /// From which state.
    pub const STAGE: Key<key::Choice> = Key::new("stage");
    /// Why.
    pub const REASON: Key<key::Text> = Key::new("reason");
}

/// Columns of a recipient.
pub mod dispatch {
    use crate::def::{Key, key};
    /// Who gets it.
    pub const RECIPIENT: Key<key::Text> = Key::new("recipient");
    /// How many copies.
    pub const COPIES: Key<key::Integer> = Key::new("copies");
    /// Which copies.
    pub const COPY_NUMBERS: Key<key::Text> = Key::new("copy_numbers");
    /// How it goes.
    pub const METHOD: Key<key::Choice> = Key::new("method");
    /// When it went.
    pub const SENT: Key<key::Time> = Key::new("sent");
    /// Who sent it.
    pub const SENT_BY: Key<key::Person> = Key::new("sent_by");
    /// Number of the parcel.
    pub const TRACKING_NO: Key<key::Text> = Key::new("tracking_no");
    /// Who signed for it.
    pub const SIGNED_BY: Key<key::Person> = Key::new("signed_by");
    /// When they signed.
    pub const SIGNED_AT: Key<key::Time> = Key::new("signed_at");
    /// Receipt was confirmed by telephone.
    pub const PHONE_CONFIRMED: Key<key::YesNo> = Key::new("phone_confirmed");
    /// What happened on the way.
    pub const NOTE: Key<key::Text> = Key::new("note");
}

pub(super) static REVIEW: Lines = Lines {
    columns: &[
        Field::choice(reviews::STAGE, l("审核环节", "審核環節", "Stage"), STAGES).required().alias(&["环节"]),
        Field::person(reviews::REVIEWER, l("审核人", "審核人", "Reviewer")).starts(Default_::Me).alias(&["核稿人", "审稿人"]),
        Field::time(reviews::AT, l("审核时间", "審核時間", "Reviewed at")).starts(Default_::Now).alias(&["核稿时间"]),
        Field::yes_no(reviews::FORMAT_OK, l("格式无误", "格式無誤", "Format right")),
        Field::yes_no(reviews::CONTENT_OK, l("内容无误", "內容無誤", "Content right")),
        Field::yes_no(reviews::STYLE_OK, l("体例无误", "體例無誤", "Style right")),
        Field::yes_no(reviews::COMPLETE_OK, l("要素完整", "要素完整", "Complete")),
        Field::choice(reviews::VERDICT, l("审核结论", "審核結論", "Verdict"), VERDICTS).alias(&["结论"]),
        Field::text(reviews::OPINION, l("审核意见", "審核意見", "Opinion")).alias(&["核稿意见"]),
        Field::text(reviews::DIGEST, l("所审版本", "所審版本", "Version reviewed")).computed(),
    ],
    append_only: true,
};

/// Only steps add rows: each return stays, whatever comes after it.
pub(super) static RETURN: Lines = Lines {
    columns: &[
        Field::time(returns::AT, l("退改时间", "退改時間", "Returned at")),
        Field::person(returns::BY, l("退改人", "退改人", "Returned by")),
        Field::choice(returns::STAGE, l("退改环节", "退改環節", "Returned from"), RETURN_STAGES),
        Field::text(returns::REASON, l("所提问题", "所提問題", "What was wrong")),
    ],
    append_only: true,
};

/// Rows can be changed: a department that did not agree may agree to the next version.
pub(super) static CO_SIGN: Lines = Lines {
    columns: &[
        Field::department(co_signs::DEPT, l("会审部门", "會審部門", "Department")).required().alias(&["会签部门", "会签单位", "会审单位"]),
        Field::person(co_signs::REVIEWER, l("会审人", "會審人", "Signed by")).alias(&["会签人"]),
        Field::time(co_signs::ASKED_AT, l("送会时间", "送會時間", "Sent at")).starts(Default_::Now),
        Field::date(co_signs::DUE, l("会审期限", "會審期限", "Due")),
        Field::time(co_signs::AT, l("会审时间", "會審時間", "Signed at")).alias(&["会签时间"]),
        Field::choice(co_signs::VERDICT, l("会审结论", "會審結論", "Consent"), CONSENTS),
        Field::text(co_signs::OPINION, l("会审意见", "會審意見", "Opinion")).alias(&["会签意见"]),
        Field::text(co_signs::DIGEST, l("所会版本", "所會版本", "Version signed")).computed(),
    ],
    append_only: false,
};

pub(super) static SIGNATURE: Lines = Lines {
    columns: &[
        Field::person(signatures::SIGNER, l("签发领导", "簽發領導", "Signed by")).required().starts(Default_::Me),
        Field::text(signatures::ORG, l("联合签发单位", "聯合簽發單位", "Organisation")),
        Field::text(signatures::OPINION, l("签发批语", "簽發批語", "Words")),
        Field::time(signatures::AT, l("签发时刻", "簽發時刻", "At")).starts(Default_::Now),
        Field::text(signatures::DIGEST, l("所签版本", "所簽版本", "Version signed")).computed(),
        Field::text(signatures::SCAN, l("签发原件", "簽發原件", "Scan")),
    ],
    append_only: true,
};

pub(super) static PRE_CHECK: Lines = Lines {
    columns: &[
        Field::person(checks::PROOFREADER, l("印前复核人", "印前覆核人", "Checked by")).required().starts(Default_::Me).alias(&["复核人"]),
        Field::time(checks::AT, l("印前复核时间", "印前覆核時間", "Checked at")).starts(Default_::Now).alias(&["复核时间"]),
        Field::yes_no(checks::APPROVALS_OK, l("审批手续完备", "審批手續完備", "Approvals complete")),
        Field::yes_no(checks::TEXT_OK, l("与签发稿一致", "與簽發稿一致", "As signed")),
        Field::yes_no(checks::FORMAT_OK, l("格式附件齐全", "格式附件齊全", "Format and enclosures right")),
        Field::text(checks::ERRATA, l("印前勘误", "印前勘誤", "Errata")),
        Field::yes_no(checks::CORRECTED, l("印前已改正", "印前已改正", "Corrected")),
        Field::text(checks::DIGEST, l("印前复核版本", "印前覆核版本", "Version checked")).computed(),
    ],
    append_only: true,
};

pub(super) static POST_CHECK: Lines = Lines {
    columns: &[
        Field::person(checks::PROOFREADER, l("印后校对人", "印後校對人", "Proofread by"))
            .required()
            .starts(Default_::Me)
            .alias(&["校对人", "校对"]),
        Field::time(checks::AT, l("印后校对时间", "印後校對時間", "Proofread at")).starts(Default_::Now).alias(&["校对时间"]),
        Field::yes_no(checks::TEXT_OK, l("文字无误", "文字無誤", "Text right")),
        Field::yes_no(checks::FORMAT_OK, l("版式装订无误", "版式裝訂無誤", "Layout right")),
        Field::text(checks::ERRATA, l("印后勘误", "印後勘誤", "Errata")).alias(&["勘误"]),
        Field::yes_no(checks::CORRECTED, l("印后已改正", "印後已改正", "Corrected")),
        Field::text(checks::DIGEST, l("印后校对版本", "印後校對版本", "Version proofread")).computed(),
    ],
    append_only: true,
};

pub(super) static DISPATCH: Lines = Lines {
    columns: &[
        Field::text(dispatch::RECIPIENT, l("分发单位", "分發單位", "Recipient")).required().alias(&[
            "收文单位",
            "受文单位",
            "分发对象",
            "领取单位",
        ]),
        Field::integer(dispatch::COPIES, l("分发份数", "分發份數", "Copies")).within(0, 100_000).starts(Default_::Integer(1)),
        Field::text(dispatch::COPY_NUMBERS, l("分发份号", "分發份號", "Copy numbers")),
        Field::choice(dispatch::METHOD, l("分发方式", "分發方式", "Method"), METHODS).alias(&["发送方式", "送达方式"]),
        Field::time(dispatch::SENT, l("发出时间", "發出時間", "Sent")).alias(&["分发时间", "发送时间"]),
        Field::person(dispatch::SENT_BY, l("发出人", "發出人", "Sent by")).starts(Default_::Me).alias(&["分发人", "发件人"]),
        Field::text(dispatch::TRACKING_NO, l("邮寄单号", "郵寄單號", "Tracking no.")).alias(&["快递单号"]),
        Field::person(dispatch::SIGNED_BY, l("签收人", "簽收人", "Signed for by")).alias(&["领取人", "收件人"]),
        Field::time(dispatch::SIGNED_AT, l("签收时间", "簽收時間", "Signed for at")).alias(&["签收日期", "领取时间"]),
        Field::yes_no(dispatch::PHONE_CONFIRMED, l("电话确认", "電話確認", "Confirmed by telephone")).alias(&["电话核实"]),
        Field::text(dispatch::NOTE, l("送达情况", "送達情況", "Note")),
    ],
    append_only: false,
};
