//! Terms in three languages.

/// A language of the user interface.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Lang {
    /// Simplified Chinese.
    #[default]
    ZhHans,
    /// Traditional Chinese.
    ZhHant,
    /// English.
    En,
}

impl Lang {
    /// All languages, in the order in which the program offers them.
    pub const ALL: [Lang; 3] = [Lang::ZhHans, Lang::ZhHant, Lang::En];

    /// The BCP 47 tag that the command line takes.
    pub const fn tag(self) -> &'static str {
        match self {
            Lang::ZhHans => "zh-Hans",
            Lang::ZhHant => "zh-Hant",
            Lang::En => "en",
        }
    }

    /// The language of a BCP 47 tag such as `zh-Hans`, `zh-TW` or `en-GB`.
    pub fn from_tag(tag: &str) -> Option<Lang> {
        let tag = tag.to_ascii_lowercase().replace('_', "-");
        let any = |list: &[&str]| list.iter().any(|t| tag == *t || tag.starts_with(&format!("{t}-")));
        if any(&["zh-hant", "zh-tw", "zh-hk", "zh-mo"]) {
            Some(Lang::ZhHant)
        } else if any(&["zh"]) {
            Some(Lang::ZhHans)
        } else if any(&["en"]) {
            Some(Lang::En)
        } else {
            None
        }
    }
}

/// A term in three languages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Labels {
    /// Simplified Chinese.
    pub hans: &'static str,
    /// Traditional Chinese.
    pub hant: &'static str,
    /// English.
    pub en: &'static str,
}

impl Labels {
    /// The term in `lang`.
    pub const fn get(&self, lang: Lang) -> &'static str {
        match lang {
            Lang::ZhHans => self.hans,
            Lang::ZhHant => self.hant,
            Lang::En => self.en,
        }
    }

    /// Whether `text` is this term in any language (ASCII case and surrounding space do not count).
    pub fn matches(&self, text: &str) -> bool {
        let text = text.trim();
        [self.hans, self.hant, self.en].iter().any(|l| l.eq_ignore_ascii_case(text))
    }
}

/// Shorthand for [`Labels`].
pub const fn l(hans: &'static str, hant: &'static str, en: &'static str) -> Labels {
    Labels { hans, hant, en }
}
