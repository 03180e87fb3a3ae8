//! The rows that an incoming document collects on its way through the office.

use crate::def::{Choice, Default_, Field, Lines, choice, l};

/// Columns of the inspection on receipt.
pub mod inspections {
    use crate::def::{Key, key};
    /// When.
    pub const AT: Key<key::Time> = Key::new("at");
    /// By whom.
    pub const BY: Key<key::Person> = Key::new("by");
    /// The envelope is whole.
    pub const INTACT: Key<key::YesNo> = Key::new("intact");
    /// The number is there.
    pub const NUMBER_PRESENT: Key<key::YesNo> = Key::new("number_present");
    /// The mark of secrecy is right.
    pub const SECRECY_MARK: Key<key::YesNo> = Key::new("secrecy_mark");
    /// All enclosures are there.
    pub const ATTACHMENTS_OK: Key<key::YesNo> = Key::new("attachments_ok");
    /// What is wrong.
    pub const DAMAGE: Key<key::Text> = Key::new("damage");
    /// Photographs, by file name.
    pub const PHOTOS: Key<key::Text> = Key::new("photos");
    /// The sender was told.
    pub const SENDER_NOTIFIED: Key<key::YesNo> = Key::new("sender_notified");
    /// Day by which the supplement is due.
    pub const SUPPLEMENT_DUE: Key<key::Date> = Key::new("supplement_due");
    /// The matter is settled.
    pub const RESOLVED: Key<key::YesNo> = Key::new("resolved");
}

/// Columns of a proposal.
pub mod opinions {
    use crate::def::{Key, key};
    /// Who proposes.
    pub const AUTHOR: Key<key::Person> = Key::new("author");
    /// The proposal.
    pub const TEXT: Key<key::Text> = Key::new("text");
    /// Department or leader that it names.
    pub const TO: Key<key::Department> = Key::new("to");
    /// When.
    pub const AT: Key<key::Time> = Key::new("at");
}

/// Columns of an instruction.
pub mod instructions {
    use crate::def::{Key, key};
    /// The leader.
    pub const LEADER: Key<key::Person> = Key::new("leader");
    /// The instruction.
    pub const TEXT: Key<key::Text> = Key::new("text");
    /// When.
    pub const AT: Key<key::Time> = Key::new("at");
    /// Scan of the paper, by file name.
    pub const SCAN: Key<key::Text> = Key::new("scan");
}

/// Columns of an assignment.
pub mod assignments {
    use crate::def::{Key, key};
    /// Department that leads.
    pub const LEAD: Key<key::Department> = Key::new("lead");
    /// Departments that help.
    pub const CO_DEPARTMENTS: Key<key::Text> = Key::new("co_departments");
    /// Person who deals with it.
    pub const HANDLER: Key<key::Person> = Key::new("handler");
    /// Day by which.
    pub const DUE: Key<key::Date> = Key::new("due");
    /// Outcome.
    pub const RESULT: Key<key::Text> = Key::new("result");
    /// Proof, by file name or number.
    pub const EVIDENCE: Key<key::Text> = Key::new("evidence");
}

/// Columns of a circulation receipt.
pub mod circulation {
    use crate::def::{Key, key};
    /// Reader.
    pub const READER: Key<key::Person> = Key::new("reader");
    /// Place in the round.
    pub const ORDER: Key<key::Integer> = Key::new("order");
    /// Sent.
    pub const SENT: Key<key::Time> = Key::new("sent");
    /// Read.
    pub const READ: Key<key::Time> = Key::new("read");
    /// Came back.
    pub const RETURNED: Key<key::Time> = Key::new("returned");
    /// Comment.
    pub const COMMENT: Key<key::Text> = Key::new("comment");
}

/// Columns of a reminder.
pub mod urges {
    use crate::def::{Key, key};
    /// When.
    pub const AT: Key<key::Time> = Key::new("at");
    /// How.
    pub const METHOD: Key<key::Choice> = Key::new("method");
    /// By whom.
    pub const BY: Key<key::Person> = Key::new("by");
    /// What was answered.
    pub const REPLY: Key<key::Text> = Key::new("reply");
}

/// Columns of an answer.
pub mod replies {
    use crate::def::{Key, key};
    /// When.
    pub const AT: Key<key::Time> = Key::new("at");
    /// To whom.
    pub const TO: Key<key::Text> = Key::new("to");
    /// How.
    pub const METHOD: Key<key::Choice> = Key::new("method");
    /// What was answered.
    pub const TEXT: Key<key::Text> = Key::new("text");
    /// By whom.
    pub const BY: Key<key::Person> = Key::new("by");
}

static METHODS: &[Choice] = &[
    choice("telephone", l("电话", "電話", "Telephone")),
    choice("letter", l("书面", "書面", "In writing")).alias(&["催办单", "函"]),
    choice("in-person", l("当面", "當面", "In person")).alias(&["口头"]),
    choice("message", l("短信微信", "短訊", "Message")).alias(&["短信", "微信", "消息"]),
    choice("email", l("电子邮件", "電子郵件", "E-mail")).alias(&["邮件"]),
];

pub(super) static INSPECTION: Lines = Lines {
    columns: &[
        Field::time(inspections::AT, l("验视时间", "驗視時間", "At")).starts(Default_::Now),
        Field::person(inspections::BY, l("验视人", "驗視人", "By")).starts(Default_::Me),
        Field::yes_no(inspections::INTACT, l("封装完好", "封裝完好", "Intact")),
        Field::yes_no(inspections::NUMBER_PRESENT, l("文号齐全", "文號齊全", "Number present")),
        Field::yes_no(inspections::SECRECY_MARK, l("密级标志正确", "密級標誌正確", "Secrecy mark right")),
        Field::yes_no(inspections::ATTACHMENTS_OK, l("附件齐全", "附件齊全", "Enclosures complete")),
        Field::text(inspections::DAMAGE, l("异常情况", "異常情況", "Damage")),
        Field::text(inspections::PHOTOS, l("照片", "照片", "Photographs")),
        Field::yes_no(inspections::SENDER_NOTIFIED, l("已告知来文单位", "已告知來文單位", "Sender told")),
        Field::date(inspections::SUPPLEMENT_DUE, l("补件期限", "補件期限", "Supplement due")),
        Field::yes_no(inspections::RESOLVED, l("已解决", "已解決", "Settled")),
    ],
    append_only: true,
};

pub(super) static OPINION: Lines = Lines {
    columns: &[
        Field::person(opinions::AUTHOR, l("拟办人", "擬辦人", "Author")).starts(Default_::Me),
        Field::text(opinions::TEXT, l("拟办意见", "擬辦意見", "Proposal")).required(),
        Field::department(opinions::TO, l("拟送部门或领导", "擬送部門或領導", "Department or leader")),
        Field::time(opinions::AT, l("拟办时间", "擬辦時間", "At")).starts(Default_::Now),
    ],
    append_only: true,
};

pub(super) static INSTRUCTION: Lines = Lines {
    columns: &[
        Field::person(instructions::LEADER, l("批示领导", "批示領導", "Leader")).starts(Default_::Me).alias(&["批示人"]),
        Field::text(instructions::TEXT, l("批示内容", "批示內容", "Instruction")).required().alias(&[
            "领导批示",
            "批示意见",
            "领导批示意见",
        ]),
        Field::time(instructions::AT, l("批示时间", "批示時間", "At")).starts(Default_::Now).alias(&["批示日期"]),
        Field::text(instructions::SCAN, l("批示原件", "批示原件", "Scan")),
    ],
    append_only: true,
};

pub(super) static ASSIGNMENT: Lines = Lines {
    columns: &[
        Field::department(assignments::LEAD, l("主办部门", "主辦部門", "Lead department")).required().alias(&[
            "承办部门",
            "承办单位",
            "办理部门",
            "主办单位",
        ]),
        Field::text(assignments::CO_DEPARTMENTS, l("协办部门", "協辦部門", "Co-departments")).alias(&["协办单位"]),
        Field::person(assignments::HANDLER, l("承办人", "承辦人", "Handler")).alias(&["经办人"]),
        Field::date(assignments::DUE, l("承办期限", "承辦期限", "Due")),
        Field::text(assignments::RESULT, l("承办结果", "承辦結果", "Outcome")),
        Field::text(assignments::EVIDENCE, l("办结凭据", "辦結憑據", "Evidence")),
    ],
    append_only: false,
};

pub(super) static READING: Lines = Lines {
    columns: &[
        Field::person(circulation::READER, l("传阅人", "傳閱人", "Reader")).required().alias(&["传阅领导", "阅件人"]),
        Field::integer(circulation::ORDER, l("顺序", "順序", "Order")).within(0, 1_000).starts(Default_::Next),
        Field::time(circulation::SENT, l("送阅时间", "送閱時間", "Sent")),
        Field::time(circulation::READ, l("阅毕时间", "閱畢時間", "Read")),
        Field::time(circulation::RETURNED, l("退还时间", "退還時間", "Returned")),
        Field::text(circulation::COMMENT, l("阅示意见", "閱示意見", "Comment")).alias(&["传阅意见"]),
    ],
    append_only: true,
};

pub(super) static URGE: Lines = Lines {
    columns: &[
        Field::time(urges::AT, l("催办时间", "催辦時間", "At")).starts(Default_::Now),
        Field::choice(urges::METHOD, l("催办方式", "催辦方式", "Method"), METHODS),
        Field::person(urges::BY, l("催办人", "催辦人", "By")).starts(Default_::Me),
        Field::text(urges::REPLY, l("回复情况", "回覆情況", "Reply")).alias(&["催办情况"]),
    ],
    append_only: true,
};

pub(super) static REPLY: Lines = Lines {
    columns: &[
        Field::time(replies::AT, l("答复时间", "答覆時間", "At")).starts(Default_::Now),
        Field::text(replies::TO, l("答复对象", "答覆對象", "To")),
        Field::choice(replies::METHOD, l("答复方式", "答覆方式", "Method"), METHODS),
        Field::text(replies::TEXT, l("答复内容", "答覆內容", "Text")).required().alias(&["答复情况"]),
        Field::person(replies::BY, l("答复人", "答覆人", "By")).starts(Default_::Me),
    ],
    append_only: true,
};
