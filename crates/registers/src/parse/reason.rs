//! Why a text is refused, in words that say what to write instead.

use std::fmt;

use crate::def::{Choice, Labels, Lang, State, l};
use crate::document::MAX_TEXT;
use crate::shelf::Unusable;

/// What adds up to more than it may.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SumOver {
    /// The columns that are added up.
    pub parts: Vec<Labels>,
    /// What they come to.
    pub sum: i64,
    /// The column that says how many there may be.
    pub most: Labels,
    /// What it says.
    pub limit: i64,
}

/// Why a text is refused. It says nothing of the place: line, column and value stand beside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason {
    /// No date in any known form.
    NotADate,
    /// A date that the calendar does not have, such as 30 February.
    NoSuchDay,
    /// A date of which one cannot say where the year stands.
    YearUnclear,
    /// A month without a day, of which one cannot say whether it is January or October.
    MonthUnclear,
    /// No time in any known form.
    NotATime,
    /// A time of day, and nothing says of which day.
    NoDay,
    /// No whole number.
    NotANumber,
    /// Less than the least.
    TooSmall(i64),
    /// More than the most.
    TooGreat(i64),
    /// No number.
    NotADecimal,
    /// A number with more than four decimals.
    TooManyDecimals,
    /// No amount of money.
    NotMoney,
    /// An amount with more than two decimals.
    TooFine,
    /// An amount beyond what can be kept.
    TooMuch,
    /// None of the choices.
    UnknownChoice(&'static [Choice]),
    /// None of the states.
    UnknownState(&'static [State]),
    /// Neither yes nor no.
    NotYesNo,
    /// Longer than a text can be.
    TooLong,
    /// Longer than this field can be, in characters.
    TooManyCharacters(usize),
    /// A control character.
    Control(char),
    /// Several lines where one belongs.
    ManyLines,
    /// A name that no file or record can have.
    BadName,
    /// A field of rows, given as one text.
    NeedsRows,
    /// A field without which the book has no line.
    Required,
    /// A classified document may only be pointed at.
    PointerOnly,
    /// A day without the time of day that it is about.
    DayAlone,
    /// A row fills two columns of which each says another kind of it.
    TwoAmounts,
    /// The only title that a classified document may have here.
    PointerTitle(&'static str),
    /// In a row some columns add up to more than another one says.
    SumOver(Box<SumOver>),
    /// The same person as in another field.
    SameAs(Labels),
    /// Before another date.
    Before(Labels),
    /// The number stands in an earlier line of the file.
    Repeated {
        /// That line.
        line: u64,
    },
    /// More or fewer cells than headings.
    Cells {
        /// Cells in the line.
        found: usize,
        /// Headings.
        due: usize,
    },
    /// A quotation mark that is never closed.
    OpenQuote,
    /// Bytes that are no text in the file's encoding.
    NotText,
    /// Another record carries this number.
    Taken,
    /// A record without a number that is here already and says something else.
    Differs,
    /// No record has this number or id.
    NoSuchRecord,
    /// A link that names the record in which it stands.
    Itself,
    /// Rows of one list name each other in a circle, so that none can come first.
    Circle,
    /// Several records are meant: what names them, with their ids.
    SeveralRecords(String),
    /// The record that is meant is void.
    VoidStays,
    /// The state of a record is changed by steps.
    StateStays,
    /// Several values stand side by side, and nobody has chosen one yet.
    Undecided,
    /// More days than are looked at together.
    TooManyDays(i64),
    /// No punch and no leave on any of the days.
    NothingRecorded,
    /// A setting of the office that would have no effect.
    Setting(Unusable),
}

impl Reason {
    /// The reason as a sentence, with what to do.
    pub fn say(&self, lang: Lang) -> String {
        if let Some(words) = self.fixed() {
            return words.get(lang).to_owned();
        }
        let own = |words: Labels, value: &str| words.get(lang).replace("%", value);
        match self {
            Reason::TooSmall(min) => own(l("不能小于%", "不能小於%", "must not be less than %"), &min.to_string()),
            Reason::TooGreat(max) => own(l("不能大于%", "不能大於%", "must not be more than %"), &max.to_string()),
            Reason::UnknownChoice(list) => {
                let words = list.iter().filter(|c| !c.retired).map(|c| c.labels.get(lang));
                own(l("没有这个选项，可填：%", "沒有這個選項，可填：%", "is none of the choices; write one of: %"), &join(words, lang))
            }
            Reason::UnknownState(list) => {
                let words = list.iter().map(|s| s.labels.get(lang));
                own(l("没有这种状态，可填：%", "沒有這種狀態，可填：%", "is none of the states; write one of: %"), &join(words, lang))
            }
            Reason::TooManyCharacters(most) => {
                own(l("最多%个字", "最多%個字", "has more than % characters: shorten it"), &most.to_string())
            }
            Reason::Control(c) => {
                let code = format!("U+{:04X}", u32::from(*c));
                own(l("含有控制字符%，请删去", "含有控制字元%，請刪去", "holds the control character %: take it out"), &code)
            }
            Reason::PointerTitle(title) => own(
                l(
                    "涉密文件只登记去向，标题请填“%”",
                    "涉密文件只登記去向，標題請填「%」",
                    "a classified document is only pointed at: write “%” as its title",
                ),
                title,
            ),
            Reason::SeveralRecords(named) => own(
                l(
                    "有几条记录：%。请填其中一条的代号，或先处理重复",
                    "有幾筆記錄：%。請填其中一筆的代號，或先處理重複",
                    "may be any of several records: %. Write the id of the one that is meant, or settle the double first",
                ),
                named,
            ),
            Reason::SameAs(other) => own(l("与“%”不能是同一人", "與「%」不能是同一人", "must be another person than %"), other.get(lang)),
            Reason::Before(other) => own(l("不能早于%", "不能早於%", "must not be before %"), other.get(lang)),
            Reason::SumOver(over) => {
                let SumOver { parts, sum, most, limit } = &**over;
                let parts: Vec<&str> = parts.iter().map(|part| part.get(lang)).collect();
                let parts = parts.join(if lang == Lang::En { ", " } else { "、" });
                let words = l("有@共%，多于", "有@共%，多於", "has @ of % in all, more than");
                let most = format!("{} {limit}", most.get(lang));
                let end = l("，请核对", "，請核對", "; check the numbers");
                format!(
                    "{}{}{most}{}",
                    own(words, &sum.to_string()).replace('@', &parts),
                    if lang == Lang::En { " " } else { "" },
                    end.get(lang)
                )
            }
            Reason::Repeated { line } => own(l("与第%行重复", "與第%行重複", "stands in line % already"), &line.to_string()),
            Reason::Cells { found, due } => {
                let words = l(
                    "有@格，表头有%格，请检查分隔符",
                    "有@格，表頭有%格，請檢查分隔符號",
                    "has @ cells under % headings: check the separators",
                );
                own(words, &due.to_string()).replace('@', &found.to_string())
            }
            Reason::TooManyDays(most) => own(
                l(
                    "起止最多%天，请一个月一个月地统计",
                    "起止最多%天，請一個月一個月地統計",
                    "spans more than % days: take one month at a time",
                ),
                &most.to_string(),
            ),
            Reason::Setting(unusable) => unusable.say(lang),
            _ => String::new(),
        }
    }

    /// Reasons that always say the same.
    fn fixed(&self) -> Option<Labels> {
        Some(match self {
            Reason::NotADate => l("不是日期，请写作2026-03-01", "不是日期，請寫作2026-03-01", "is no date: write it as 2026-03-01"),
            Reason::NoSuchDay => {
                l("没有这一天，请核对年月日", "沒有這一天，請核對年月日", "is a day that does not exist: check year, month and day")
            }
            Reason::YearUnclear => l(
                "看不出年月日的顺序，请写作2026-03-01",
                "看不出年月日的順序，請寫作2026-03-01",
                "does not show where the year stands: write it as 2026-03-01",
            ),
            Reason::MonthUnclear => l(
                "看不出是1月还是10月（表格软件把2020.10存成2020.1），请写作2026-01-01",
                "看不出是1月還是10月（試算表把2020.10存成2020.1），請寫作2026-01-01",
                "may be January or October (spreadsheets make 2020.1 of 2020.10): write it as 2026-01-01",
            ),
            Reason::NotATime => {
                l("不是时间，请写作2026-03-01 08:30", "不是時間，請寫作2026-03-01 08:30", "is no time: write it as 2026-03-01 08:30")
            }
            Reason::NoDay => l("只有钟点，没有日期", "只有鐘點，沒有日期", "is a time of day without a date: add the date"),
            Reason::NotANumber => l("不是整数，请只写数字", "不是整數，請只寫數字", "is no whole number: write digits only"),
            Reason::NotADecimal => l("不是数字，请写作2.5", "不是數字，請寫作2.5", "is no number: write it as 2.5"),
            Reason::TooManyDecimals => l("最多四位小数", "最多四位小數", "has more than four decimals: round it"),
            Reason::NotMoney => l("不是金额，请写作1234.50", "不是金額，請寫作1234.50", "is no amount: write it as 1234.50"),
            Reason::TooFine => l("金额最多两位小数", "金額最多兩位小數", "has more than two decimals"),
            Reason::TooMuch => l("金额太大，请核对", "金額太大，請核對", "is too great an amount: check it"),
            Reason::NotYesNo => l("请填“是”或“否”", "請填「是」或「否」", "is neither yes nor no: write one of them"),
            Reason::TooLong => {
                l("文字太长，请缩短或改用附件", "文字太長，請縮短或改用附件", "is too long a text: shorten it or attach it as a file")
            }
            Reason::ManyLines => l("只能写一行", "只能寫一行", "holds line breaks: write it in one line"),
            Reason::BadName => l("名称不能含“/”，也不能太长", "名稱不能含「/」，也不能太長", "cannot hold “/” nor be that long"),
            Reason::NeedsRows => l("这一栏按行填写，请逐行添加", "這一欄按行填寫，請逐行添加", "is made of rows: add them one by one"),
            Reason::Required => l("必须填写", "必須填寫", "must be filled in"),
            Reason::PointerOnly => l(
                "涉密文件只登记份数、日期、保管人和存放位置，其余留在纸质登记簿",
                "涉密文件只登記份數、日期、保管人和存放位置，其餘留在紙本登記簿",
                "must stay in the paper register: of a classified document only copies, date, holder and place are kept here",
            ),
            Reason::DayAlone => l(
                "只有日期，没有时间：请加上时间一列，每次一行",
                "只有日期，沒有時間：請加上時間一欄，每次一行",
                "is a day without a time of day: add a column for the time, with a row for each",
            ),
            Reason::TwoAmounts => l(
                "一行只能填一种数量，如入库或出库；请分成两行",
                "一行只能填一種數量，如入庫或出庫；請分成兩行",
                "is a second amount in one row, such as received and issued: put them into two rows",
            ),
            Reason::OpenQuote => l(
                "引号没有配对，请补上或删去",
                "引號沒有配對，請補上或刪去",
                "has a quotation mark that is not closed: close it or take it out",
            ),
            Reason::NotText => l(
                "含有无法识别的字符，请另存为UTF-8",
                "含有無法識別的字元，請另存為UTF-8",
                "holds bytes that are no text: save the file as UTF-8",
            ),
            Reason::Taken => {
                l("这个编号已用于另一条记录，请核对", "這個編號已用於另一條記錄，請核對", "is the number of another record here: check it")
            }
            Reason::Differs => l(
                "已有这条记录而内容不同，请核对，或改为更新已有记录",
                "已有這筆記錄而內容不同，請核對，或改為更新已有記錄",
                "is here already with other contents: check it, or update the records that are here",
            ),
            Reason::NoSuchRecord => l("找不到这条记录，请先登记", "找不到這條記錄，請先登記", "names no record here: add that one first"),
            Reason::Itself => l(
                "不能指向这条记录自己，请另选一条，或留空",
                "不能指向這筆記錄自己，請另選一筆，或留空",
                "names the record itself: choose another one, or leave it empty",
            ),
            Reason::Circle => l(
                "与文件中的其他行互相指向，分不出先后：请先空着其中一处，导入后再补",
                "與檔案中的其他列互相指向，分不出先後：請先空著其中一處，匯入後再補",
                "and other rows of the file name each other: leave one of these links empty, and add it after the import",
            ),
            Reason::VoidStays => {
                l("所指的记录已作废，不再改动", "所指的記錄已作廢，不再改動", "names a void record, which is not changed any more")
            }
            Reason::StateStays => l(
                "与记录的状态不同：状态由步骤改变，请办理步骤，或删去这一列",
                "與記錄的狀態不同：狀態由步驟改變，請辦理步驟，或刪去這一欄",
                "is not the state of the record: do the step, or leave the column out",
            ),
            Reason::NothingRecorded => l(
                "这些天没有打卡，也没有请假：请先导入打卡记录，再检查班次",
                "這些天沒有打卡，也沒有請假：請先匯入打卡記錄，再檢查班次",
                "has no punch and no leave on any of its days: import the punches first, then look at the shifts",
            ),
            Reason::Undecided => l(
                "有冲突，请先在冲突待办中选定一个值",
                "有衝突，請先在衝突待辦中選定一個值",
                "is in conflict: choose one value in the conflict inbox first",
            ),
            _ => return None,
        })
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Reason::TooLong => write!(f, "is longer than {MAX_TEXT} bytes: shorten it or attach it as a file"),
            other => f.write_str(&other.say(Lang::En)),
        }
    }
}

impl std::error::Error for Reason {}

fn join<'a>(words: impl Iterator<Item = &'a str>, lang: Lang) -> String {
    words.collect::<Vec<_>>().join(if lang == Lang::En { ", " } else { "、" })
}
