//! What the choice fields of a visit offer.

use crate::def::{Choice, choice, l};

/// Types of visitor.
pub(in crate::book) static TYPES: &[Choice] = &[
    choice("leader", l("领导", "領導", "Leader")).alias(&["上级领导"]),
    choice("inspection", l("上级检查", "上級檢查", "Inspection")).alias(&["检查", "督导"]),
    choice("teacher", l("教师", "教師", "Teacher")).alias(&["老师"]),
    choice("sister-school", l("兄弟学校", "兄弟學校", "Sister school")).alias(&["外校"]),
    choice("parent", l("家长", "家長", "Parent")).alias(&["学生家长"]),
    choice("foreign", l("外宾", "外賓", "Foreign guest")),
    choice("service", l("送货维修", "送貨維修", "Delivery or repair")).alias(&["送货", "维修", "施工"]),
    choice("general", l("普通来访", "普通來訪", "General")).alias(&["来访", "普通"]),
    choice("other", l("其他", "其他", "Other")),
];

pub(super) static ID_TYPES: &[Choice] = &[
    choice("identity-card", l("身份证", "身分證", "Identity card")).alias(&["居民身份证"]),
    choice("passport", l("护照", "護照", "Passport")),
    choice("permit", l("通行证", "通行證", "Travel permit")).alias(&["港澳通行证", "台胞证", "回乡证"]),
    choice("work-card", l("工作证", "工作證", "Work card")),
    choice("driving-licence", l("驾驶证", "駕駛證", "Driving licence")).alias(&["驾照"]),
    choice("other", l("其他", "其他", "Other")),
];

pub(super) static CHANNELS: &[Choice] = &[
    choice("telephone", l("电话", "電話", "Telephone")).alias(&["电话预约"]),
    choice("online", l("网上", "網上", "Online")).alias(&["网上预约", "小程序", "扫码"]),
    choice("letter", l("来函", "來函", "Letter")).alias(&["公函", "书面"]),
    choice("host", l("被访人代约", "被訪人代約", "By the host")).alias(&["内部预约", "教师预约"]),
    choice("counter", l("现场", "現場", "At the counter")).alias(&["现场登记", "未预约"]),
];
