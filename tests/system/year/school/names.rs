//! Names of the school, and its days that the official calendar does not know yet.

use jiff::civil::{Date, date};
use registers::calendar::Day;

pub const TEACHERS: &[&str] =
    &["张建国", "李秀英", "王海燕", "赵志强", "孙丽华", "吴晓东", "郑文博", "冯雪梅", "何俊杰", "许静怡", "邓家豪", "曹雨桐"];
pub const DEPARTMENTS: &[&str] = &["教务处", "德育处", "总务处", "信息中心", "高一年级组", "高二年级组", "图书馆", "财务室"];
pub const ORGANISATIONS: &[&str] = &["市教育局", "区教育局", "市教育考试院", "区卫生健康局", "区消防救援大队", "市实验学校", "街道办事处"];
pub const VISITORS: &[&str] =
    &["马文斌", "朱晓燕", "胡国栋", "林美玲", "高志远", "罗春花", "梁启明", "宋佳佳", "唐晓峰", "韩雪", "曾庆国", "彭丽"];
pub const ZONES: &[&str] = &["行政楼", "教学楼", "实验楼"];
pub const LETTERS: &[&str] = &[
    "教学工作安排",
    "校园安全专项检查",
    "教师职称评审",
    "食堂食品安全",
    "学生体质健康监测",
    "教育经费预算编报",
    "中小学生竞赛管理",
    "控烟工作",
    "课后服务",
    "信息系统等级保护",
];
pub const NOTICES: &[&str] =
    &["校运动会", "期中考试", "值周安排", "教研活动", "卫生大扫除", "消防演练", "家长开放日", "档案移交", "公务用车管理", "节假日值班"];
pub const FAULTS: &[&str] =
    &["投影仪不亮", "水龙头漏水", "门锁损坏", "空调不制冷", "网络不通", "灯管闪烁", "打印机卡纸", "桌椅松动", "电脑蓝屏", "窗户关不严"];

/// Days of 2027 as the office has written them into its calendar: date, whether people work, name.
pub const OWN_DAYS: &[(Date, bool, &str)] = &[
    (date(2027, 1, 1), false, "元旦"),
    (date(2027, 2, 5), false, "春节"),
    (date(2027, 2, 8), false, "春节"),
    (date(2027, 2, 9), false, "春节"),
    (date(2027, 2, 10), false, "春节"),
    (date(2027, 2, 11), false, "春节"),
    (date(2027, 2, 20), true, "春节"),
    (date(2027, 4, 5), false, "清明节"),
    (date(2027, 5, 3), false, "劳动节"),
    (date(2027, 5, 8), true, "劳动节"),
    (date(2027, 6, 9), false, "端午节"),
];

/// The same as the calendar has them.
pub fn own_days() -> Vec<(Date, Day)> {
    OWN_DAYS.iter().map(|(day, working, name)| (*day, Day { working: *working, name: (*name).to_owned() })).collect()
}
