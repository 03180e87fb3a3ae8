//! What archive registers offer to choose from; codes are those of the archive number.

use crate::def::{Choice, choice, l};

/// Categories, with the codes of DA/T 13.
pub(in crate::book) static CATEGORIES: &[Choice] = &[
    choice("documents", l("文书", "文書", "Documents")).code("WS").alias(&["文书档案", "WS"]),
    choice("science", l("科技", "科技", "Science and building")).code("KJ").alias(&["科技档案", "基建", "设备", "KJ"]),
    choice("accounts", l("会计", "會計", "Accounts")).code("KU").alias(&["会计档案", "KU"]),
    choice("personnel", l("人事", "人事", "Personnel")).code("RS").alias(&["人事档案", "RS"]),
    choice("special", l("专业", "專業", "Teaching and special")).code("ZY").alias(&["专业档案", "教学", "教学档案", "ZY"]),
    choice("photographs", l("照片", "照片", "Photographs")).code("ZP").alias(&["照片档案", "ZP"]),
    choice("sound", l("录音", "錄音", "Sound")).code("LY").alias(&["录音档案", "LY"]),
    choice("video", l("录像", "錄像", "Video")).code("LX").alias(&["录像档案", "LX"]),
    choice("data", l("业务数据", "業務資料", "Data")).code("SJ").alias(&["SJ"]),
    choice("e-mail", l("公务电子邮件", "公務電子郵件", "E-mail")).code("YJ").alias(&["YJ"]),
    choice("web", l("网页信息", "網頁資訊", "Web pages")).code("WY").alias(&["WY"]),
    choice("social-media", l("社交媒体", "社交媒體", "Social media")).code("MT").alias(&["MT"]),
    choice("objects", l("实物", "實物", "Objects")).code("SW").alias(&["实物档案", "SW"]),
];

/// How long it is kept.
pub(in crate::book) static RETENTIONS: &[Choice] = &[
    choice("permanent", l("永久", "永久", "For ever")).code("Y").alias(&["Y"]),
    choice("d30", l("30年", "30年", "30 years")).code("D30").alias(&["D30", "长期", "定期30年", "三十年"]),
    choice("d10", l("10年", "10年", "10 years")).code("D10").alias(&["D10", "短期", "定期10年", "十年"]),
];

pub(in crate::book) static CARRIERS: &[Choice] = &[
    choice("paper", l("纸质", "紙本", "Paper")).alias(&["纸"]),
    choice("electronic", l("电子", "電子", "Electronic")).alias(&["电子文件"]),
    choice("both", l("双套", "雙套", "Paper and electronic")).alias(&["双套制", "纸质和电子"]),
    choice("object", l("实物", "實物", "Object")),
];
