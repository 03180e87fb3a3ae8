//! What the choice fields of a meeting offer.

use crate::def::{Choice, choice, l};

/// Types of meeting.
pub(in crate::book) static TYPES: &[Choice] = &[
    choice("regular", l("例会", "例會", "Regular meeting")).alias(&["行政例会", "办公例会", "周例会"]),
    choice("stand-up", l("站会", "站會", "Stand-up")).alias(&["站立会"]),
    choice("special", l("专题会", "專題會", "Special meeting")).alias(&["专题会议", "专项会议"]),
    choice("executive", l("校务会议", "校務會議", "Executive meeting")).alias(&["校长办公会", "办公会", "校务会"]),
    choice("party", l("党组织会议", "黨組織會議", "Party meeting")).alias(&["支委会", "党委会", "支部会议"]),
    choice("staff", l("教职工大会", "教職工大會", "Staff meeting")).alias(&["全体教职工会", "教代会", "全体会"]),
    choice("grade-group", l("年级教研组会", "年級教研組會", "Grade or subject group")).alias(&["年级组会", "教研组会"]),
    choice("parents", l("家长会", "家長會", "Parents' meeting")).alias(&["家委会"]),
    choice("external", l("外部会议", "外部會議", "External meeting")).alias(&["上级会议"]),
    choice("other", l("其他", "其他", "Other")),
];

/// How important a meeting is.
pub(in crate::book) static IMPORTANCES: &[Choice] = &[
    choice("ordinary", l("一般", "一般", "Ordinary")).alias(&["普通"]),
    choice("important", l("重要", "重要", "Important")),
    choice("major", l("重大", "重大", "Major")).alias(&["特别重要"]),
];

pub(super) static DECISIONS: &[Choice] = &[
    choice("inform", l("通报", "通報", "To inform")).alias(&["传达"]),
    choice("discuss", l("讨论", "討論", "To discuss")).alias(&["研讨"]),
    choice("decide", l("决定", "決定", "To decide")).alias(&["审议", "表决"]),
];

pub(super) static CAPACITIES: &[Choice] = &[
    choice("attend", l("出席", "出席", "Attends")).alias(&["参会"]),
    choice("observe", l("列席", "列席", "Sits in")),
    choice("present", l("汇报", "匯報", "Presents")),
    choice("service", l("会务", "會務", "Serves")).alias(&["工作人员"]),
];

pub(super) static REPLIES: &[Choice] = &[
    choice("none", l("未回复", "未回覆", "No reply")).alias(&["待回复"]),
    choice("yes", l("参加", "參加", "Will come")).alias(&["出席"]),
    choice("substitute", l("派人代会", "派人代會", "Sends a substitute")).alias(&["替会", "代会"]),
    choice("leave", l("请假", "請假", "Asks to be excused")).alias(&["缺席"]),
];

pub(super) static NOTICE_TEMPLATES: &[Choice] = &[
    choice("regular", l("例会通知", "例會通知", "Regular meeting")),
    choice("special", l("专题会议通知", "專題會議通知", "Special meeting")),
    choice("urgent", l("紧急会议通知", "緊急會議通知", "Urgent meeting")),
    choice("changed", l("改期通知", "改期通知", "Change of time")),
    choice("cancelled", l("取消通知", "取消通知", "Cancellation")),
    choice("reminder", l("会前提醒", "會前提醒", "Reminder")),
];

pub(super) static CHANNELS: &[Choice] = &[
    choice("written", l("书面", "書面", "In writing")).alias(&["纸质"]),
    choice("office-system", l("办公系统", "辦公系統", "Office system")).alias(&["OA"]),
    choice("telephone", l("电话", "電話", "Telephone")),
    choice("message", l("短信微信", "短訊微信", "Message")).alias(&["短信", "微信", "微信群"]),
    choice("email", l("电子邮件", "電子郵件", "E-mail")).alias(&["邮件"]),
    choice("board", l("公告栏", "公告欄", "Notice board")).alias(&["张贴"]),
];

pub(super) static RECEIPTS: &[Choice] = &[
    choice("waiting", l("待回执", "待回執", "Waiting")),
    choice("partial", l("部分回执", "部分回執", "Some")),
    choice("complete", l("全部回执", "全部回執", "All")),
];

pub(super) static METHODS: &[Choice] = &[
    choice("show-of-hands", l("举手", "舉手", "Show of hands")).alias(&["举手表决"]),
    choice("named", l("记名", "記名", "Named")).alias(&["记名投票"]),
    choice("secret", l("无记名", "無記名", "Secret")).alias(&["无记名投票"]),
];

pub(super) static RESULTS: &[Choice] = &[
    choice("passed", l("通过", "通過", "Passed")),
    choice("rejected", l("未通过", "未通過", "Rejected")).alias(&["不通过", "否决"]),
    choice("deferred", l("暂缓表决", "暫緩表決", "Put off")).alias(&["缓议"]),
];

pub(super) static BALLOTS: &[Choice] = &[
    choice("for", l("赞成", "贊成", "For")).alias(&["同意"]),
    choice("against", l("反对", "反對", "Against")).alias(&["不同意"]),
    choice("abstain", l("弃权", "棄權", "Abstains")),
];

pub(super) static DELIVERIES: &[Choice] = &[
    choice("paper", l("纸质", "紙本", "Paper")).alias(&["印发"]),
    choice("office-system", l("办公系统", "辦公系統", "Office system")).alias(&["OA"]),
    choice("email", l("电子邮件", "電子郵件", "E-mail")),
    choice("posted", l("公示", "公示", "Posted")).alias(&["张贴"]),
];
