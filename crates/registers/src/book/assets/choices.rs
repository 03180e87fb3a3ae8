//! Lists from which a field of an asset takes its value.

use crate::def::{Choice, choice, l};

/// Main classes of GB/T 14885; the code begins the asset number.
pub(crate) static MAIN_CLASSES: &[Choice] = &[
    choice("unsorted", l("未分类", "未分類", "Not sorted")).code("ZC"),
    choice("building", l("房屋和构筑物", "房屋和構築物", "Buildings")).alias(&["房屋及构筑物", "土地、房屋及构筑物", "房屋"]).code("FW"),
    choice("equipment", l("设备", "設備", "Equipment")).alias(&["通用设备", "专用设备"]).code("SB"),
    choice("collection", l("文物和陈列品", "文物和陳列品", "Collections")).alias(&["文物及陈列品", "文物"]).code("WW"),
    choice("books", l("图书和档案", "圖書和檔案", "Books and archives")).alias(&["图书档案", "图书"]).code("TS"),
    choice("furniture", l("家具和用具", "家具和用具", "Furniture and fittings"))
        .alias(&["家具用具", "家具、用具、装具", "家具"])
        .code("JJ"),
    choice("living", l("特种动植物", "特種動植物", "Animals and plants")).alias(&["动植物"]).code("DZ"),
    choice("intangible", l("无形资产", "無形資產", "Intangible")).alias(&["软件"]).code("WX"),
];

/// The main class to which a class belongs, by the code with which it begins in GB/T 14885-2022, or by its name. None where it is
/// neither, or of stores (A07), which are no fixed assets.
pub fn main_class_of(class: &str) -> Option<&'static str> {
    let class = class.trim();
    let code: String = class.chars().take(3).collect::<String>().to_uppercase();
    let of_code = match code.as_str() {
        "A01" => "building",
        "A02" => "equipment",
        "A03" => "collection",
        "A04" => "books",
        "A05" => "furniture",
        "A06" => "living",
        "A08" => "intangible",
        _ => return crate::parse::pick(MAIN_CLASSES, class).map(|c| c.id).filter(|id| *id != "unsorted"),
    };
    let has_digits = class.chars().skip(1).all(|c| c.is_ascii_digit() || matches!(c, '-' | '.' | ' '));
    let is_alone = class.chars().nth(3).is_none_or(|c| !c.is_ascii_alphabetic());
    (has_digits || is_alone).then_some(of_code)
}

/// Where money comes from.
pub(crate) static FUND_SOURCES: &[Choice] = &[
    choice("budget", l("财政拨款", "財政撥款", "Budget")).alias(&["财政", "财政资金", "公用经费"]),
    choice("special", l("专项资金", "專項資金", "Special fund")).alias(&["专项"]),
    choice("own", l("自筹资金", "自籌資金", "Own funds")).alias(&["自筹"]),
    choice("donation", l("社会捐赠", "社會捐贈", "Donation")).alias(&["捐赠资金", "捐赠"]),
    choice("other", l("其他", "其他", "Other")),
];

/// How an asset comes to the school.
pub(crate) static ACQUISITIONS: &[Choice] = &[
    choice("purchase", l("购置", "購置", "Purchase")).alias(&["新购", "采购", "购入", "自购"]),
    choice("donation", l("捐赠", "捐贈", "Donation")).alias(&["接受捐赠", "受赠"]),
    choice("transfer", l("调拨", "調撥", "Transfer")).alias(&["无偿调入", "调入"]),
    choice("self-built", l("自建", "自建", "Self-built")).alias(&["自制", "自行建造"]),
    choice("surplus", l("盘盈", "盤盈", "Found at a stocktake")),
];

/// How an asset leaves the school.
pub(crate) static DISPOSALS: &[Choice] = &[
    choice("scrap", l("报废", "報廢", "Scrapped")),
    choice("loss", l("报损", "報損", "Lost")).alias(&["盘亏"]),
    choice("transfer", l("无偿调出", "無償調出", "Given to another body")).alias(&["调出", "划转"]),
    choice("sale", l("出售", "出售", "Sold")).alias(&["转让", "拍卖"]),
    choice("donation", l("对外捐赠", "對外捐贈", "Donated")),
    choice("exchange", l("置换", "置換", "Exchanged")),
];
