//! What the choice fields of a service request offer.

use crate::def::{Choice, choice, l};

pub(super) static CATEGORIES: &[Choice] = &[
    choice("consult", l("咨询", "諮詢", "Enquiry")).alias(&["咨询解答", "问询"]),
    choice("repair", l("报修", "報修", "Repair")).alias(&["维修"]),
    choice("venue", l("场地", "場地", "Venue")).alias(&["场地需求", "场地借用"]),
    choice("urgent-delivery", l("文件急送", "文件急送", "Urgent delivery")).alias(&["急送"]),
    choice("system-fault", l("系统故障", "系統故障", "System fault")).alias(&["信息系统"]),
    choice("complaint", l("投诉", "投訴", "Complaint")),
    choice("other", l("其他", "其他", "Other")),
];

pub(super) static CHANNELS: &[Choice] = &[
    choice("visit", l("来访", "來訪", "Visit")).alias(&["当面", "现场"]),
    choice("telephone", l("电话", "電話", "Telephone")).alias(&["来电"]),
    choice("email", l("邮箱", "郵箱", "E-mail")).alias(&["邮件", "电子邮件"]),
    choice("box", l("意见箱", "意見箱", "Suggestion box")),
    choice("online", l("网上报修", "網上報修", "Online")).alias(&["微信", "扫码", "OA"]),
    choice("patrol", l("巡查发现", "巡查發現", "Found on patrol")).alias(&["巡查"]),
];

pub(super) static REQUESTERS: &[Choice] = &[
    choice("teacher", l("教师", "教師", "Teacher")).alias(&["老师"]),
    choice("staff", l("职工", "職工", "Staff")),
    choice("student", l("学生", "學生", "Student")),
    choice("parent", l("家长", "家長", "Parent")),
    choice("outside", l("校外人员", "校外人員", "From outside")).alias(&["社会人员"]),
];

pub(super) static FAULTS: &[Choice] = &[
    choice("plumbing", l("给排水", "給排水", "Plumbing")).alias(&["水", "水管", "漏水"]),
    choice("electricity", l("电路照明", "電路照明", "Electricity")).alias(&["电", "照明", "电灯"]),
    choice("doors", l("门窗锁", "門窗鎖", "Doors and windows")).alias(&["门窗", "门锁"]),
    choice("furniture", l("桌椅家具", "桌椅家具", "Furniture")).alias(&["桌椅", "课桌椅"]),
    choice("multimedia", l("多媒体设备", "多媒體設備", "Multimedia")).alias(&["投影", "班班通"]),
    choice("computer", l("电脑打印", "電腦列印", "Computers and printers")).alias(&["电脑", "计算机", "打印机"]),
    choice("network", l("网络通信", "網路通信", "Network")).alias(&["网络", "电话"]),
    choice("air-conditioning", l("空调风扇", "空調風扇", "Air conditioning")).alias(&["空调", "风扇"]),
    choice("software", l("应用系统", "應用系統", "Software")).alias(&["系统", "软件"]),
    choice("building", l("房屋修缮", "房屋修繕", "Building")).alias(&["墙面", "屋面"]),
    choice("other", l("其他", "其他", "Other")),
];

pub(super) static URGENCIES: &[Choice] = &[
    choice("urgent", l("紧急", "緊急", "Urgent")).alias(&["加急", "特急", "急"]),
    choice("normal", l("一般", "一般", "Normal")).alias(&["普通", "平件"]),
];

pub(super) static RATINGS: &[Choice] = &[
    choice("very-satisfied", l("非常满意", "非常滿意", "Very satisfied")).alias(&["很满意"]),
    choice("satisfied", l("满意", "滿意", "Satisfied")),
    choice("fair", l("一般", "一般", "Fair")).alias(&["基本满意"]),
    choice("dissatisfied", l("不满意", "不滿意", "Dissatisfied")),
    choice("very-dissatisfied", l("非常不满意", "非常不滿意", "Very dissatisfied")).alias(&["很不满意"]),
];
