//! What the choice fields of an outgoing document offer.

use crate::def::{Choice, choice, l};

pub(super) static DIRECTIONS: &[Choice] = &[
    choice("up", l("上行文", "上行文", "To a superior")).alias(&["上行", "上报"]),
    choice("level", l("平行文", "平行文", "To a peer")).alias(&["平行", "平级"]),
    choice("down", l("下行文", "下行文", "To a subordinate")).alias(&["下行", "下发"]),
];

/// The formats of GB/T 9704.
pub(super) static FORMATS: &[Choice] = &[
    choice("standard", l("文件格式", "文件格式", "Document")).alias(&["红头文件", "通用格式"]),
    choice("letter", l("信函格式", "信函格式", "Letter")).alias(&["函"]),
    choice("order", l("命令（令）格式", "命令（令）格式", "Order")).alias(&["命令格式"]),
    choice("minutes", l("纪要格式", "紀要格式", "Minutes")).alias(&["纪要"]),
    choice("plain", l("白头文件", "白頭文件", "Without header")).alias(&["内部便函", "白头"]),
];

pub(super) static PUBLICITIES: &[Choice] = &[
    choice("active", l("主动公开", "主動公開", "Published")).alias(&["公开"]),
    choice("on-request", l("依申请公开", "依申請公開", "On request")),
    choice("not", l("不予公开", "不予公開", "Not published")).alias(&["不公开"]),
];

pub(super) static STAGES: &[Choice] = &[
    choice("department", l("部门审", "部門審", "Department")).alias(&["部门审核", "部门核稿"]),
    choice("office", l("办公室审", "辦公室審", "Office")).alias(&["办公室审核", "办公室核稿", "核稿"]),
    choice("legal", l("合法性审查", "合法性審查", "Legal check")).alias(&["法制审核"]),
];

/// The states from which a document is sent back, by their ids.
pub(super) static RETURN_STAGES: &[Choice] = &[
    choice("department-review", l("部门审", "部門審", "Department review")),
    choice("office-review", l("办公室审", "辦公室審", "Office review")),
    choice("co-signing", l("会审", "會審", "Joint review")),
    choice("awaiting-signature", l("待签发", "待簽發", "Signature")),
    choice("signed", l("印前复核", "印前覆核", "Check before numbering")),
    choice("numbered", l("已编号", "已編號", "After numbering")),
    choice("printing", l("排印", "排印", "Printing")),
    choice("awaiting-seal", l("待用印", "待用印", "Before the seal")),
];

pub(super) static VERDICTS: &[Choice] = &[
    choice("pass", l("通过", "通過", "Passed")).alias(&["同意", "合格"]),
    choice("pass-with-changes", l("修改后通过", "修改後通過", "Passed with changes")).alias(&["已修改"]),
    choice("return", l("退改", "退改", "Returned")).alias(&["退回", "不通过"]),
];

pub(super) static CONSENTS: &[Choice] = &[
    choice("agree", l("同意", "同意", "Agreed")).alias(&["无意见", "会签同意"]),
    choice("disagree", l("不同意", "不同意", "Not agreed")).alias(&["有异议"]),
];

pub(super) static METHODS: &[Choice] = &[
    choice("by-hand", l("专人送达", "專人送達", "By hand")).alias(&["直送", "送达", "自取"]),
    choice("post", l("邮寄", "郵寄", "Post")).alias(&["快递", "挂号信", "EMS"]),
    choice("confidential-post", l("机要交换", "機要交換", "Confidential post")).alias(&["机要"]),
    choice("electronic", l("电子公文", "電子公文", "Electronic exchange")).alias(&["OA", "公文交换系统"]),
    choice("email", l("电子邮件", "電子郵件", "E-mail")).alias(&["邮件"]),
    choice("fax", l("传真", "傳真", "Fax")),
    choice("website", l("网站公布", "網站公布", "Website")).alias(&["公示", "张贴"]),
];
