//! The rows that a meeting collects.

use super::choices::{BALLOTS, CAPACITIES, CHANNELS, DECISIONS, DELIVERIES, METHODS, NOTICE_TEMPLATES, RECEIPTS, REPLIES, RESULTS};
use crate::def::{Default_, Field, Lines, l};

/// Columns of the agenda.
pub mod agenda {
    use crate::def::{Key, key};
    /// Place in the agenda.
    pub const ORDER: Key<key::Integer> = Key::new("order");
    /// What is dealt with.
    pub const SUBJECT: Key<key::Text> = Key::new("subject");
    /// The topic that was brought.
    pub const TOPIC: Key<key::Link> = Key::new("topic");
    /// Who presents it.
    pub const PRESENTER: Key<key::Person> = Key::new("presenter");
    /// Minutes that it gets.
    pub const MINUTES: Key<key::Integer> = Key::new("minutes");
    /// To inform, to discuss or to decide.
    pub const KIND: Key<key::Choice> = Key::new("kind");
    /// Its papers, by file name.
    pub const MATERIAL: Key<key::Text> = Key::new("material");
}

/// Columns of a participant.
pub mod participants {
    use crate::def::{Key, key};
    /// Who.
    pub const PERSON: Key<key::Person> = Key::new("person");
    /// Their department.
    pub const DEPT: Key<key::Department> = Key::new("dept");
    /// In what capacity they take part.
    pub const CAPACITY: Key<key::Choice> = Key::new("capacity");
    /// They must come.
    pub const REQUIRED: Key<key::YesNo> = Key::new("required");
    /// What they answered.
    pub const REPLY: Key<key::Choice> = Key::new("reply");
    /// Who comes in their place.
    pub const SUBSTITUTE: Key<key::Person> = Key::new("substitute");
    /// Why they do not come.
    pub const ABSENCE_REASON: Key<key::Text> = Key::new("absence_reason");
    /// Their seat.
    pub const SEAT: Key<key::Text> = Key::new("seat");
    /// They came.
    pub const ATTENDED: Key<key::YesNo> = Key::new("attended");
    /// When they signed in.
    pub const SIGNED_AT: Key<key::Time> = Key::new("signed_at");
    /// They came late.
    pub const LATE: Key<key::YesNo> = Key::new("late");
    /// They left before the end.
    pub const LEFT_EARLY: Key<key::YesNo> = Key::new("left_early");
}

/// Columns of a notice.
pub mod notices {
    use crate::def::{Key, key};
    /// Kind of notice.
    pub const TEMPLATE: Key<key::Choice> = Key::new("template");
    /// How it was sent.
    pub const CHANNEL: Key<key::Choice> = Key::new("channel");
    /// To whom.
    pub const TO: Key<key::Text> = Key::new("to");
    /// When.
    pub const SENT: Key<key::Time> = Key::new("sent");
    /// By whom.
    pub const BY: Key<key::Person> = Key::new("by");
    /// Who confirmed it.
    pub const RECEIPT: Key<key::Choice> = Key::new("receipt");
    /// What else.
    pub const NOTE: Key<key::Text> = Key::new("note");
}

/// Columns of a thing to prepare.
pub mod preparation {
    use crate::def::{Key, key};
    /// What.
    pub const ITEM: Key<key::Text> = Key::new("item");
    /// Who sees to it.
    pub const RESPONSIBLE: Key<key::Person> = Key::new("responsible");
    /// By when.
    pub const DUE: Key<key::Date> = Key::new("due");
    /// It is done.
    pub const DONE: Key<key::YesNo> = Key::new("done");
}

/// Columns of a check of the room.
pub mod venue_checks {
    use crate::def::{Key, key};
    /// When.
    pub const AT: Key<key::Time> = Key::new("at");
    /// By whom.
    pub const BY: Key<key::Person> = Key::new("by");
    /// The projector works.
    pub const PROJECTOR: Key<key::YesNo> = Key::new("projector");
    /// The sound works.
    pub const SOUND: Key<key::YesNo> = Key::new("sound");
    /// The microphones work.
    pub const MICROPHONE: Key<key::YesNo> = Key::new("microphone");
    /// The board can be written on.
    pub const BOARD: Key<key::YesNo> = Key::new("board");
    /// Pens are there.
    pub const PENS: Key<key::YesNo> = Key::new("pens");
    /// All is ready.
    pub const OK: Key<key::YesNo> = Key::new("ok");
    /// What was wrong and how it was mended.
    pub const FIX: Key<key::Text> = Key::new("fix");
}

/// Columns of a contribution.
pub mod discussions {
    use crate::def::{Key, key};
    /// Which item.
    pub const ITEM: Key<key::Text> = Key::new("item");
    /// Who spoke.
    pub const SPEAKER: Key<key::Person> = Key::new("speaker");
    /// What they said.
    pub const POINTS: Key<key::Text> = Key::new("points");
    /// The speaker confirmed it.
    pub const CONFIRMED: Key<key::YesNo> = Key::new("confirmed");
}

/// Columns of a vote.
pub mod votes {
    use crate::def::{Key, key};
    /// What was put to the vote.
    pub const MOTION: Key<key::Text> = Key::new("motion");
    /// How.
    pub const METHOD: Key<key::Choice> = Key::new("method");
    /// How many could vote.
    pub const ELIGIBLE: Key<key::Integer> = Key::new("eligible");
    /// How many were there.
    pub const PRESENT: Key<key::Integer> = Key::new("present");
    /// Votes for it.
    pub const FOR_VOTES: Key<key::Integer> = Key::new("for_votes");
    /// Votes against it.
    pub const AGAINST: Key<key::Integer> = Key::new("against");
    /// Abstentions.
    pub const ABSTAIN: Key<key::Integer> = Key::new("abstain");
    /// What came of it.
    pub const RESULT: Key<key::Choice> = Key::new("result");
    /// Who counted.
    pub const TELLER: Key<key::Person> = Key::new("teller");
    /// Who watched the count.
    pub const SCRUTINEER: Key<key::Person> = Key::new("scrutineer");
    /// Of several counts of one vote, whether this one counts.
    pub const ADOPTED: Key<key::YesNo> = Key::new("adopted");
}

/// Columns of a ballot.
pub mod ballots {
    use crate::def::{Key, key};
    /// What was put to the vote.
    pub const MOTION: Key<key::Text> = Key::new("motion");
    /// Who voted.
    pub const VOTER: Key<key::Person> = Key::new("voter");
    /// How.
    pub const CHOICE: Key<key::Choice> = Key::new("choice");
    /// When.
    pub const AT: Key<key::Time> = Key::new("at");
    /// Of several votes of one voter, whether this one counts.
    pub const ADOPTED: Key<key::YesNo> = Key::new("adopted");
}

/// Columns of a resolution.
pub mod resolutions {
    use crate::def::{Key, key};
    /// Place among the resolutions.
    pub const ORDER: Key<key::Integer> = Key::new("order");
    /// What was resolved.
    pub const TEXT: Key<key::Text> = Key::new("text");
    /// The item or motion that it comes from.
    pub const BASIS: Key<key::Text> = Key::new("basis");
    /// Who leads.
    pub const LEAD: Key<key::Department> = Key::new("lead");
    /// Who answers for it.
    pub const OWNER: Key<key::Person> = Key::new("owner");
    /// By when.
    pub const DUE: Key<key::Date> = Key::new("due");
    /// What became of it.
    pub const PROGRESS: Key<key::Text> = Key::new("progress");
}

/// Columns of a version of the minutes.
pub mod minutes_versions {
    use crate::def::{Key, key};
    /// Which version.
    pub const VERSION: Key<key::Text> = Key::new("version");
    /// Who wrote it.
    pub const BY: Key<key::Person> = Key::new("by");
    /// When.
    pub const AT: Key<key::Time> = Key::new("at");
    /// What was changed.
    pub const CHANGE: Key<key::Text> = Key::new("change");
    /// Digest of the text.
    pub const DIGEST: Key<key::Text> = Key::new("digest");
}

/// Columns of a delivery of the minutes.
pub mod distribution {
    use crate::def::{Key, key};
    /// Who gets them.
    pub const RECIPIENT: Key<key::Person> = Key::new("recipient");
    /// Which department gets them.
    pub const DEPT: Key<key::Department> = Key::new("dept");
    /// How.
    pub const METHOD: Key<key::Choice> = Key::new("method");
    /// How many.
    pub const COPIES: Key<key::Integer> = Key::new("copies");
    /// When.
    pub const SENT: Key<key::Date> = Key::new("sent");
    /// When they signed for it.
    pub const READ_AT: Key<key::Time> = Key::new("read_at");
}

/// Columns of an action item.
pub mod actions {
    use crate::def::{Key, key};
    /// What must be done.
    pub const MATTER: Key<key::Text> = Key::new("matter");
    /// Who does it.
    pub const OWNER: Key<key::Person> = Key::new("owner");
    /// Which department answers for it.
    pub const DEPT: Key<key::Department> = Key::new("dept");
    /// By when.
    pub const DUE: Key<key::Date> = Key::new("due");
    /// When it counts as done.
    pub const REQUIREMENT: Key<key::Text> = Key::new("requirement");
    /// Whether it has become a task.
    pub const ASSIGNED: Key<key::YesNo> = Key::new("assigned");
}

pub(super) static AGENDA: Lines = Lines {
    columns: &[
        Field::integer(agenda::ORDER, l("序号", "序號", "Order")).within(0, 1_000).starts(Default_::Next),
        Field::text(agenda::SUBJECT, l("议题", "議題", "Item")).required().alias(&["议题名称"]),
        Field::link(agenda::TOPIC, l("征集议题", "徵集議題", "Topic"), "topics"),
        Field::person(agenda::PRESENTER, l("汇报人", "匯報人", "Presenter")).alias(&["主讲人"]),
        Field::integer(agenda::MINUTES, l("用时（分钟）", "用時（分鐘）", "Minutes")).within(0, 600),
        Field::choice(agenda::KIND, l("议事方式", "議事方式", "How"), DECISIONS),
        Field::text(agenda::MATERIAL, l("会议材料", "會議材料", "Material")),
    ],
    append_only: false,
};

pub(super) static PARTICIPANT: Lines = Lines {
    columns: &[
        Field::person(participants::PERSON, l("姓名", "姓名", "Name")).required().alias(&["参会人"]),
        Field::department(participants::DEPT, l("部门", "部門", "Department")).alias(&["单位"]),
        Field::choice(participants::CAPACITY, l("参会身份", "參會身分", "Capacity"), CAPACITIES),
        Field::yes_no(participants::REQUIRED, l("必须参加", "必須參加", "Required")),
        Field::choice(participants::REPLY, l("回执", "回執", "Reply"), REPLIES).starts(Default_::Choice("none")),
        Field::person(participants::SUBSTITUTE, l("代会人", "代會人", "Substitute")),
        Field::text(participants::ABSENCE_REASON, l("请假事由", "請假事由", "Reason of absence")),
        Field::text(participants::SEAT, l("座位", "座位", "Seat")).alias(&["座次"]),
        Field::yes_no(participants::ATTENDED, l("到会", "到會", "Attended")).alias(&["签到", "出席"]),
        Field::time(participants::SIGNED_AT, l("签到时间", "簽到時間", "Signed in at")),
        Field::yes_no(participants::LATE, l("迟到", "遲到", "Late")),
        Field::yes_no(participants::LEFT_EARLY, l("早退", "早退", "Left early")),
    ],
    append_only: false,
};

pub(super) static NOTICE: Lines = Lines {
    columns: &[
        Field::choice(notices::TEMPLATE, l("通知类型", "通知類型", "Template"), NOTICE_TEMPLATES),
        Field::choice(notices::CHANNEL, l("通知方式", "通知方式", "Channel"), CHANNELS),
        Field::text(notices::TO, l("通知对象", "通知對象", "To")),
        Field::time(notices::SENT, l("发出时间", "發出時間", "Sent")).starts(Default_::Now),
        Field::person(notices::BY, l("发出人", "發出人", "By")).starts(Default_::Me),
        Field::choice(notices::RECEIPT, l("回执情况", "回執情況", "Receipt"), RECEIPTS).starts(Default_::Choice("waiting")),
        Field::text(notices::NOTE, l("备注", "備註", "Note")),
    ],
    append_only: false,
};

pub(super) static PREPARATION: Lines = Lines {
    columns: &[
        Field::text(preparation::ITEM, l("筹备事项", "籌備事項", "Item")).required(),
        Field::person(preparation::RESPONSIBLE, l("负责人", "負責人", "Responsible")),
        Field::date(preparation::DUE, l("完成时限", "完成時限", "Due")),
        Field::yes_no(preparation::DONE, l("已完成", "已完成", "Done")),
    ],
    append_only: false,
};

pub(super) static VENUE_CHECK: Lines = Lines {
    columns: &[
        Field::time(venue_checks::AT, l("检查时间", "檢查時間", "At")).starts(Default_::Now),
        Field::person(venue_checks::BY, l("检查人", "檢查人", "By")).starts(Default_::Me),
        Field::yes_no(venue_checks::PROJECTOR, l("投影正常", "投影正常", "Projector")),
        Field::yes_no(venue_checks::SOUND, l("音响正常", "音響正常", "Sound")),
        Field::yes_no(venue_checks::MICROPHONE, l("话筒正常", "話筒正常", "Microphone")),
        Field::yes_no(venue_checks::BOARD, l("白板可用", "白板可用", "Board")),
        Field::yes_no(venue_checks::PENS, l("笔齐备", "筆齊備", "Pens")),
        Field::yes_no(venue_checks::OK, l("全部就绪", "全部就緒", "All right")),
        Field::text(venue_checks::FIX, l("问题与处置", "問題與處置", "Fix")).alias(&["整改"]),
    ],
    append_only: false,
};

pub(super) static DISCUSSION: Lines = Lines {
    columns: &[
        Field::text(discussions::ITEM, l("议题", "議題", "Item")),
        Field::person(discussions::SPEAKER, l("发言人", "發言人", "Speaker")).required(),
        Field::text(discussions::POINTS, l("发言要点", "發言要點", "Points")),
        Field::yes_no(discussions::CONFIRMED, l("发言人已确认", "發言人已確認", "Confirmed by speaker")),
    ],
    append_only: false,
};

pub(super) static VOTE: Lines = Lines {
    columns: &[
        Field::text(votes::MOTION, l("表决事项", "表決事項", "Motion")).required(),
        Field::choice(votes::METHOD, l("表决方式", "表決方式", "Method"), METHODS),
        Field::integer(votes::ELIGIBLE, l("应到人数", "應到人數", "Eligible")).within(0, 100_000).alias(&["有表决权人数"]),
        Field::integer(votes::PRESENT, l("实到人数", "實到人數", "Present")).within(0, 100_000),
        Field::integer(votes::FOR_VOTES, l("赞成", "贊成", "For")).within(0, 100_000).alias(&["同意"]),
        Field::integer(votes::AGAINST, l("反对", "反對", "Against")).within(0, 100_000),
        Field::integer(votes::ABSTAIN, l("弃权", "棄權", "Abstain")).within(0, 100_000),
        Field::choice(votes::RESULT, l("表决结果", "表決結果", "Result"), RESULTS),
        Field::person(votes::TELLER, l("计票人", "計票人", "Teller")),
        Field::person(votes::SCRUTINEER, l("监票人", "監票人", "Scrutineer")),
        Field::yes_no(votes::ADOPTED, l("采用", "採用", "Counts")),
    ],
    append_only: true,
};

pub(super) static BALLOT: Lines = Lines {
    columns: &[
        Field::text(ballots::MOTION, l("表决事项", "表決事項", "Motion")).required(),
        Field::person(ballots::VOTER, l("投票人", "投票人", "Voter")),
        Field::choice(ballots::CHOICE, l("表决意见", "表決意見", "Vote"), BALLOTS),
        Field::time(ballots::AT, l("表决时间", "表決時間", "At")).starts(Default_::Now),
        Field::yes_no(ballots::ADOPTED, l("采用", "採用", "Counts")),
    ],
    append_only: true,
};

pub(super) static RESOLUTION: Lines = Lines {
    columns: &[
        Field::integer(resolutions::ORDER, l("序号", "序號", "Order")).within(0, 1_000).starts(Default_::Next),
        Field::text(resolutions::TEXT, l("决议内容", "決議內容", "Resolution")).required().alias(&["议定事项"]),
        Field::text(resolutions::BASIS, l("依据议题", "依據議題", "Item")),
        Field::department(resolutions::LEAD, l("牵头部门", "牽頭部門", "Lead department")),
        Field::person(resolutions::OWNER, l("责任人", "責任人", "Responsible")),
        Field::date(resolutions::DUE, l("完成时限", "完成時限", "Due")),
        Field::text(resolutions::PROGRESS, l("落实情况", "落實情況", "Progress")).alias(&["督办情况"]),
    ],
    append_only: false,
};

pub(super) static VERSION: Lines = Lines {
    columns: &[
        Field::text(minutes_versions::VERSION, l("版本", "版本", "Version")).required(),
        Field::person(minutes_versions::BY, l("修改人", "修改人", "By")).starts(Default_::Me),
        Field::time(minutes_versions::AT, l("修改时间", "修改時間", "At")).starts(Default_::Now),
        Field::text(minutes_versions::CHANGE, l("修改说明", "修改說明", "Change")),
        Field::text(minutes_versions::DIGEST, l("版本指纹", "版本指紋", "Digest")).computed(),
    ],
    append_only: true,
};

pub(super) static DELIVERY: Lines = Lines {
    columns: &[
        Field::person(distribution::RECIPIENT, l("接收人", "接收人", "Recipient")),
        Field::department(distribution::DEPT, l("接收部门", "接收部門", "Department")),
        Field::choice(distribution::METHOD, l("分发方式", "分發方式", "Method"), DELIVERIES),
        Field::integer(distribution::COPIES, l("份数", "份數", "Copies")).within(0, 10_000),
        Field::date(distribution::SENT, l("分发日期", "分發日期", "Sent")).starts(Default_::Today),
        Field::time(distribution::READ_AT, l("签收时间", "簽收時間", "Signed for at")).alias(&["阅知时间"]),
    ],
    append_only: false,
};

pub(super) static ACTION: Lines = Lines {
    columns: &[
        Field::text(actions::MATTER, l("待办事项", "待辦事項", "Matter")).required().alias(&["事项", "任务"]),
        Field::person(actions::OWNER, l("责任人", "責任人", "Responsible")),
        Field::department(actions::DEPT, l("责任部门", "責任部門", "Department")),
        Field::date(actions::DUE, l("完成时限", "完成時限", "Due")).alias(&["截止日期"]),
        Field::text(actions::REQUIREMENT, l("完成标准", "完成標準", "Requirement")),
        Field::yes_no(actions::ASSIGNED, l("已布置", "已布置", "Assigned")).computed(),
    ],
    append_only: false,
};
