//! First letters of the pinyin: the way in which office workers look for Chinese words.

use std::sync::LazyLock;

use pinyin::ToPinyin;

use super::Phrase;

const FIRST: u32 = 0x4E00;
const LAST: u32 = 0x9FFF;
/// How far around a character with several readings its other readings are indexed.
const REACH: usize = 4;
/// Longest run of initials that a query can name.
const MAX_INITIALS: usize = 32;

/// Characters whose readings begin differently, where both are met in names, places and office papers:
/// the character, then the initials, the most common first.
const SEVERAL: &str = "行xh 长cz 重zc 单dsc 会hk 解jx 曾zc 乐ly 区qo 查cz 仇qc 翟zd 尉wy 覃qt 参cs 调dt 弹dt 藏cz 传cz 降jx 校xj 石sd 厦sx 车cj 合hg 系xj 宿sx 折zs 盛sc 省sx \
    粘nz 奇qj 期qj 强qj 朝cz 秘mb 泌mb 便bp 扁bp 刨pb 暴bp 辟pb 屏pb 瀑pb 刹sc 禅cs 颤cz 匙cs 臭cx 畜cx 椎zc 幢cz 伺sc 兹zc 提td 囤td 佛fb 否fp 脯fp 冯fp \
    夹jg 给gj 颈jg 谷gy 贾jg 桧gh 巷xh 虹hj 茄qj 见jx 圈qj 卡kq 壳kq 括kg 率ls 鸟nd 弄nl 疟ny 栖qx 铅qy 茜qx 属sz 沓td 万wm 尾wy 纤xq 吓xh 叶yx 轧yz 种zc \
    隗wk 郗xc 召zs 祭jz 繁fp 乜mn 阚kh 晟sc 瞿qj 阿ae 俟sq 蔚wy 莘sx 涡wg 浒hx 荥xy 番fp 洞dt 歙sx 筠yj 埔pb 堡bp 澄cd 臧zc 褚zc 镐gh 镡ctx 隽jx 龟gj";

/// The initials of a character, 0 where there is none.
type Letters = [u8; 3];

static LETTERS: LazyLock<Vec<Letters>> = LazyLock::new(|| {
    let mut table: Vec<Letters> = (FIRST..=LAST).map(|c| [char::from_u32(c).map_or(0, first_letter), 0, 0]).collect();
    for entry in SEVERAL.split_whitespace() {
        let mut chars = entry.chars();
        let slot = chars.next().and_then(place).and_then(|at| table.get_mut(at));
        if let Some(slot) = slot {
            *slot = [0; 3];
            slot.iter_mut().zip(chars.as_str().bytes()).for_each(|(letter, b)| *letter = b);
        }
    }
    table
});

/// Tokens of a folded text: pairs of neighbouring initials as for characters. Where a character can be read in
/// several ways, its surroundings follow once more with each other reading.
pub(super) fn index(folded: &str) -> String {
    let mut out = String::with_capacity(folded.len());
    let mut run: Vec<Letters> = Vec::new();
    for c in folded.chars().chain(std::iter::once(' ')) {
        match letters(c) {
            [0, ..] => {
                push_run(&mut out, &run);
                run.clear();
            }
            some => run.push(some),
        }
    }
    out
}

/// Whether characters that stand side by side in a folded text can be read with these initials.
pub(super) fn holds(folded: &str, typed: &str) -> bool {
    let read: Vec<Letters> = folded.chars().map(letters).collect();
    let typed = typed.as_bytes();
    let fits = |window: &[Letters]| window.iter().zip(typed).all(|(letters, typed)| *typed != 0 && letters.contains(typed));
    !typed.is_empty() && read.windows(typed.len()).any(fits)
}

/// The most common initials of a folded text, with what is written in letters and digits as it is.
pub(super) fn first(folded: &str) -> String {
    let letter = |c: char| match letters(c) {
        [0, ..] => Some(c).filter(char::is_ascii_alphanumeric),
        [first, ..] => Some(char::from(first)),
    };
    folded.chars().filter_map(letter).collect()
}

/// The phrase that finds initials, when a term can be such.
pub(super) fn phrase(term: &str) -> Option<Phrase> {
    let letters = term.as_bytes();
    if !(2..=MAX_INITIALS).contains(&letters.len()) || !letters.iter().all(u8::is_ascii_lowercase) {
        return None;
    }
    let tokens = letters.windows(2).map(|pair| pair.iter().map(|b| char::from(*b)).collect()).collect();
    Some(Phrase { tokens, prefix: false })
}

fn push_run(out: &mut String, run: &[Letters]) {
    push_pairs(out, run, |_, [first, ..]| first);
    for (at, [_, others @ ..]) in run.iter().enumerate() {
        let from = at.saturating_sub(REACH);
        let window = run.get(from..run.len().min(at + REACH + 1)).unwrap_or(&[]);
        for other in others.iter().filter(|o| **o != 0) {
            push_pairs(out, window, |place, [first, ..]| if from + place == at { *other } else { first });
        }
    }
}

fn push_pairs(out: &mut String, run: &[Letters], letter: impl Fn(usize, Letters) -> u8) {
    let mut before = None;
    for (at, letters) in run.iter().enumerate() {
        let this = char::from(letter(at, *letters));
        if let Some(before) = before {
            out.push(before);
            out.push(this);
            out.push(' ');
        }
        before = Some(this);
    }
    if let Some(last) = before {
        out.push(last);
        out.push(' ');
    }
}

fn letters(c: char) -> Letters {
    match place(c).and_then(|at| LETTERS.get(at)) {
        Some(found) => *found,
        None if u32::from(c) > LAST => [first_letter(c), 0, 0],
        None => [0; 3],
    }
}

fn place(c: char) -> Option<usize> {
    u32::from(c).checked_sub(FIRST).filter(|at| *at <= LAST - FIRST).map(|at| at as usize)
}

fn first_letter(c: char) -> u8 {
    c.to_pinyin().and_then(|p| p.plain().bytes().next()).filter(u8::is_ascii_lowercase).unwrap_or(0)
}
