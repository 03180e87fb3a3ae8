//! What the choice fields of an incoming document offer.

use crate::def::{Choice, choice, l};

pub(super) static CHANNELS: &[Choice] = &[
    choice("confidential-post", l("机要", "機要", "Confidential post")).alias(&["机要交换", "机要通信"]),
    choice("post", l("邮寄", "郵寄", "Post")).alias(&["邮政", "快递", "EMS"]),
    choice("electronic", l("电子", "電子", "Electronic")).alias(&["电子公文", "OA", "邮件", "传真"]),
    choice("meeting", l("会议带回", "會議帶回", "Brought from a meeting")).alias(&["会议"]),
    choice("department", l("部门请示", "部門請示", "From a department")).alias(&["部门"]),
];

pub(super) static FROM_TYPES: &[Choice] = &[
    choice("superior", l("上级", "上級", "Superior")).alias(&["上级机关", "上级文件"]),
    choice("peer", l("平级", "平級", "Peer")).alias(&["平行", "同级"]),
    choice("subordinate", l("下级", "下級", "Subordinate")).alias(&["下级单位"]),
    choice("internal", l("内部", "內部", "Internal")).alias(&["本单位"]),
];

/// The fifteen kinds of official document.
pub(in crate::book) static KINDS: &[Choice] = &[
    choice("resolution", l("决议", "決議", "Resolution")),
    choice("decision", l("决定", "決定", "Decision")),
    choice("order", l("命令（令）", "命令（令）", "Order")).alias(&["命令", "令"]),
    choice("communique", l("公报", "公報", "Communiqué")),
    choice("announcement", l("公告", "公告", "Announcement")),
    choice("public-notice", l("通告", "通告", "Public notice")),
    choice("guidance", l("意见", "意見", "Guidance")),
    choice("notice", l("通知", "通知", "Notice")),
    choice("circular", l("通报", "通報", "Circular")),
    choice("report", l("报告", "報告", "Report")),
    choice("request", l("请示", "請示", "Request")),
    choice("reply", l("批复", "批覆", "Reply")),
    choice("motion", l("议案", "議案", "Motion")),
    choice("letter", l("函", "函", "Letter")),
    choice("minutes", l("纪要", "紀要", "Minutes")).alias(&["会议纪要"]),
    choice("other", l("其他", "其他", "Other")),
];

pub(in crate::book) static SECRECIES: &[Choice] = &[
    choice("open", l("公开", "公開", "Open")).alias(&["无", "非密", "普通", "一般"]),
    choice("internal", l("内部", "內部", "Internal")).alias(&["内部资料", "工作秘密"]),
    choice("confidential", l("秘密", "秘密", "Confidential")),
    choice("secret", l("机密", "機密", "Secret")),
    choice("top-secret", l("绝密", "絕密", "Top secret")),
];

pub(in crate::book) static URGENCIES: &[Choice] = &[
    choice("extra-urgent", l("特急", "特急", "Extra urgent")).alias(&["特提"]),
    choice("urgent", l("加急", "加急", "Urgent")).alias(&["急件", "紧急", "急"]),
    choice("normal", l("平件", "平件", "Normal")).alias(&["普通", "一般", "平急", "平"]),
];

pub(super) static CLASS_LIST: &[Choice] = &[
    choice("party", l("党建", "黨建", "Party affairs")),
    choice("personnel", l("人事", "人事", "Personnel")),
    choice("teaching", l("教学", "教學", "Teaching")).alias(&["教务", "教研"]),
    choice("moral-education", l("德育", "德育", "Moral education")).alias(&["学生工作"]),
    choice("finance", l("财务", "財務", "Finance")),
    choice("safety", l("安全", "安全", "Safety")).alias(&["安全保卫"]),
    choice("logistics", l("后勤", "後勤", "Logistics")).alias(&["总务", "基建"]),
    choice("health", l("卫生", "衛生", "Health")),
    choice("other", l("其他", "其他", "Other")).alias(&["综合"]),
];

pub(super) static NATURES: &[Choice] = &[
    choice("read", l("阅知", "閱知", "To be read")).alias(&["阅件", "阅"]),
    choice("handle", l("批办", "批辦", "To be dealt with")).alias(&["办件", "办"]),
];
