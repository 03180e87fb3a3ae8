//! What the person at this desk has chosen about the window. It stands in a file of the data folder, belongs to this
//! computer and is never sent to another.

mod kept;
mod views;

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Read as _, Write as _};
use std::path::Path;

use registers::Lang;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

pub use views::{Condition, MOST_NAME, MOST_VIEWS, View, tidy};

/// Name of the file.
pub const FILE: &str = "preferences.json";
/// Most names that one of its lists takes.
const MOST_NAMES: usize = 200;
/// Most bytes that are read of it.
const MOST_BYTES: u64 = 1 << 20;

/// What was chosen. A field that cannot be read is as if it were not there, so that one of a newer program harms
/// nothing; what this program does not know or cannot read is written back as it was.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Prefs {
    /// Light, dark, or as the system wants it.
    #[serde(deserialize_with = "lenient")]
    pub look: Look,
    /// How large everything is drawn.
    #[serde(deserialize_with = "lenient")]
    pub size: Size,
    /// The language that was chosen; without one the system's.
    #[serde(serialize_with = "tag", deserialize_with = "from_tag", skip_serializing_if = "Option::is_none")]
    pub lang: Option<Lang>,
    /// Keys of the registers that stand at the top of the navigation, in the order in which they were put there.
    #[serde(deserialize_with = "list_lenient", skip_serializing_if = "Vec::is_empty")]
    pub starred: Vec<String>,
    /// English names of the areas whose registers the navigation hides.
    #[serde(deserialize_with = "list_lenient", skip_serializing_if = "Vec::is_empty")]
    pub folded: Vec<String>,
    /// The columns of the lists, by the keys of their registers.
    #[serde(deserialize_with = "each_lenient", skip_serializing_if = "BTreeMap::is_empty")]
    pub columns: BTreeMap<String, Columns>,
    /// The views of lists that were kept, by the keys of their registers.
    #[serde(deserialize_with = "views::read", skip_serializing_if = "BTreeMap::is_empty")]
    pub views: BTreeMap<String, Vec<View>>,
    /// The desktop shows no notifications of what is new.
    #[serde(deserialize_with = "lenient", skip_serializing_if = "std::ops::Not::not")]
    pub quiet: bool,
    /// Where the recovery sheets were written, until somebody has said that they are printed and put away.
    #[serde(deserialize_with = "lenient", skip_serializing_if = "Option::is_none")]
    pub sheets: Option<String>,
    /// What newer programs keep here.
    #[serde(flatten)]
    rest: serde_json::Map<String, serde_json::Value>,
    /// The file from which they were read.
    #[serde(skip)]
    origin: kept::Origin,
    /// Places of the file that could not be read. They are left out here and stay in the file.
    #[serde(skip)]
    pub odd: Vec<String>,
}

/// The columns of a list. Names that no register knows any more harm nothing.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Columns {
    /// Names of those that are shown, in their order; none means as the office has them.
    #[serde(deserialize_with = "list_lenient", skip_serializing_if = "Vec::is_empty")]
    pub shown: Vec<String>,
    /// Widths in points of those that were made wider or narrower.
    #[serde(deserialize_with = "each_lenient", skip_serializing_if = "BTreeMap::is_empty")]
    pub widths: BTreeMap<String, u16>,
}

/// Light, dark, or as the system wants it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Look {
    /// As the system wants it; light where it does not say.
    #[default]
    System,
    /// Dark on light.
    Light,
    /// Light on dark.
    Dark,
}

/// How large everything is drawn.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Size {
    /// More fits on the screen.
    Small,
    /// As it was designed.
    #[default]
    Usual,
    /// Easier to read.
    Large,
    /// Easier still.
    Larger,
    /// For tired eyes.
    Largest,
}

impl Size {
    /// All sizes, from the smallest up.
    pub const ALL: [Size; 5] = [Size::Small, Size::Usual, Size::Large, Size::Larger, Size::Largest];

    /// In percent of the usual one.
    pub fn percent(self) -> u32 {
        match self {
            Size::Small => 90,
            Size::Usual => 100,
            Size::Large => 115,
            Size::Larger => 130,
            Size::Largest => 150,
        }
    }

    /// The next one up or down, as far as there is one.
    pub fn step(self, up: bool) -> Size {
        let at = Size::ALL.iter().position(|size| *size == self).unwrap_or(0);
        let next = if up { at + 1 } else { at.saturating_sub(1) };
        Size::ALL.get(next).copied().unwrap_or(self)
    }
}

/// Puts a name into a list, or takes it out when it is there.
pub fn toggle(list: &mut Vec<String>, name: &str) {
    match list.iter().position(|kept| kept == name) {
        Some(at) => drop(list.remove(at)),
        None if list.len() < MOST_NAMES => list.push(name.to_owned()),
        None => {}
    }
}

impl Prefs {
    /// Keeps the columns of a list.
    pub fn set_columns(&mut self, register: &str, columns: Columns) {
        if columns == Columns::default() {
            self.columns.remove(register);
        } else if self.columns.contains_key(register) || self.columns.len() < MOST_NAMES {
            self.columns.insert(register.to_owned(), columns);
        }
    }

    /// Reads what was chosen on this computer. A file that cannot be understood is as if nothing had been chosen.
    pub fn read(folder: &Path) -> Prefs {
        match read(&folder.join(FILE)) {
            Ok(prefs) => prefs,
            Err(error) if error.kind() == io::ErrorKind::NotFound => Prefs::default(),
            Err(error) => {
                // The kind alone: the text of an error may quote the file.
                tracing::warn!("{FILE} cannot be read ({}), so the window opens as it was first installed", error.kind());
                // What stands in it is kept beside the next one.
                let _ = fs::rename(folder.join(FILE), folder.join(format!("{FILE}.broken")));
                Prefs { odd: vec![FILE.to_owned()], ..Prefs::default() }
            }
        }
    }

    /// Writes it, whole or not at all.
    ///
    /// # Errors
    /// When the disk refuses, or more was chosen than is read again.
    pub fn write(&self, folder: &Path) -> io::Result<()> {
        let text = serde_json::to_vec_pretty(&self.origin.with(serde_json::to_value(self)?))?;
        if text.len() as u64 > MOST_BYTES {
            return Err(io::Error::new(io::ErrorKind::FileTooLarge, "more was chosen than the file takes"));
        }
        let partial = folder.join(format!("{FILE}.partial"));
        make(folder)?;
        let mut options = fs::OpenOptions::new();
        options.write(true).create(true).truncate(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let written = options.open(&partial).and_then(|mut file| {
            file.write_all(&text)?;
            file.sync_all()
        });
        written.and_then(|()| fs::rename(&partial, folder.join(FILE)))
    }
}

/// Makes the folder where it is missing, for nobody but its owner.
fn make(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

fn read(path: &Path) -> io::Result<Prefs> {
    let mut text = Vec::new();
    File::open(path)?.take(MOST_BYTES).read_to_end(&mut text)?;
    let said: serde_json::Value = serde_json::from_slice(&text)?;
    let mut prefs: Prefs = serde_json::from_value(said.clone())?;
    prefs.origin = kept::Origin::new(said, serde_json::to_value(&prefs)?);
    prefs.odd = prefs.origin.odd();
    if !prefs.odd.is_empty() {
        // How many alone: names of views are not for the log.
        tracing::warn!("{} places of {FILE} cannot be read; they are left as they are", prefs.odd.len());
    }
    Ok(prefs)
}

fn lenient<'de, D: Deserializer<'de>, T: DeserializeOwned + Default>(from: D) -> Result<T, D::Error> {
    let value = serde_json::Value::deserialize(from)?;
    Ok(serde_json::from_value(value).unwrap_or_default())
}

/// Of a map those entries that can be read.
fn each_lenient<'de, D: Deserializer<'de>, T: DeserializeOwned>(from: D) -> Result<BTreeMap<String, T>, D::Error> {
    let all: BTreeMap<String, serde_json::Value> = lenient(from)?;
    let read = |(key, value): (String, serde_json::Value)| Some((key, serde_json::from_value(value).ok()?));
    Ok(all.into_iter().filter_map(read).take(MOST_NAMES).collect())
}

/// Of a list of names those that can be read.
fn list_lenient<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<String>, D::Error> {
    let all: Vec<serde_json::Value> = lenient(from)?;
    Ok(all.into_iter().filter_map(|value| value.as_str().map(str::to_owned)).take(MOST_NAMES).collect())
}

fn tag<S: Serializer>(lang: &Option<Lang>, to: S) -> Result<S::Ok, S::Error> {
    lang.map(Lang::tag).serialize(to)
}

fn from_tag<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Lang>, D::Error> {
    let tag: Option<String> = lenient(from)?;
    Ok(tag.and_then(|tag| Lang::from_tag(&tag)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder() -> tempfile::TempDir {
        tempfile::tempdir().unwrap()
    }

    /// What is read of a file with this text.
    fn of(text: &str) -> Prefs {
        let folder = folder();
        fs::write(folder.path().join(FILE), text).unwrap();
        Prefs::read(folder.path())
    }

    #[test]
    fn what_was_chosen_is_there_again() {
        let folder = folder();
        let inner = folder.path().join("not").join("there yet");
        assert_eq!(Prefs::read(&inner), Prefs::default());
        let chosen = Prefs { look: Look::Dark, size: Size::Larger, lang: Some(Lang::ZhHant), ..Prefs::default() };
        chosen.write(&inner).unwrap();
        assert_eq!(Prefs::read(&inner), chosen);
        let again = Prefs { look: Look::Light, ..chosen };
        again.write(&inner).unwrap();
        assert_eq!(Prefs::read(&inner), again);
        assert_eq!(fs::read_dir(&inner).unwrap().count(), 1, "no half-written file is left");
    }

    #[test]
    fn a_broken_file_is_as_if_nothing_had_been_chosen() {
        for text in ["", "{", "[]", "null", "\u{0}\u{1}", r#"{"look":"dark""#] {
            assert_eq!(of(text), Prefs { odd: vec![FILE.into()], ..Prefs::default() }, "{text:?}");
        }
        let folder = folder();
        fs::create_dir(folder.path().join(FILE)).unwrap();
        assert_eq!(Prefs::read(folder.path()).odd, [FILE]);
    }

    #[test]
    fn what_cannot_be_read_is_kept_beside_and_what_would_not_be_read_again_is_not_written() {
        let folder = folder();
        fs::write(folder.path().join(FILE), "{").unwrap();
        assert_eq!(Prefs::read(folder.path()).odd, [FILE]);
        Prefs::default().write(folder.path()).unwrap();
        assert_eq!(fs::read_to_string(folder.path().join(format!("{FILE}.broken"))).unwrap(), "{");
        let vast = Prefs { sheets: Some("x".repeat(MOST_BYTES as usize)), ..Prefs::default() };
        assert!(vast.write(folder.path()).is_err());
        assert_eq!(Prefs::read(folder.path()), Prefs::default(), "what stood there stays");
    }

    #[test]
    fn what_a_newer_program_chose_harms_nothing_and_is_kept() {
        let newer = r#"{"look":"sepia","size":7,"lang":"tlh","panes":{"assets":["name"]}}"#;
        assert_eq!((of(newer).look, of(newer).size, of(newer).lang), (Look::System, Size::Usual, None));
        let folder = folder();
        Prefs { look: Look::Dark, ..of(newer) }.write(folder.path()).unwrap();
        let text = fs::read_to_string(folder.path().join(FILE)).unwrap();
        let value: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_eq!(value["panes"]["assets"][0], "name");
        assert_eq!(value["look"], "dark");
    }

    #[test]
    fn what_cannot_be_read_stays_in_the_file_and_is_told() {
        let text = r#"{"look":"sepia","size":"large","columns":{"visits":7,"assets":{"shown":["name"],"widths":{"name":80,"brand":"wide"}}},
            "views":{"assets":[{"name":"甲","search":7,"state":"in-use","standard":"yes"},{"name":3},"x",{"name":"乙"},{"name":"丙","columns":["name"]}],
            "visits":"none"}}"#;
        let folder = folder();
        fs::write(folder.path().join(FILE), text).unwrap();
        let mut prefs = Prefs::read(folder.path());
        assert_eq!((prefs.size, prefs.columns["assets"].widths["name"]), (Size::Large, 80));
        let names: Vec<&str> = prefs.views["assets"].iter().map(|view| view.name.as_str()).collect();
        assert_eq!(names, ["甲", "乙", "丙"]);
        assert_eq!(prefs.views["assets"][0].state.as_deref(), Some("in-use"), "the rest of a view is read");
        let mut odd = prefs.odd.clone();
        odd.sort();
        let places = ["columns.assets.widths.brand", "columns.visits", "look", "views.assets.2", "views.assets.3"];
        let more = ["views.assets.甲.search", "views.assets.甲.standard", "views.visits"];
        assert_eq!(odd, places.into_iter().chain(more).collect::<Vec<_>>());
        let written = |prefs: &Prefs| -> serde_json::Value {
            prefs.write(folder.path()).unwrap();
            serde_json::from_slice(&fs::read(folder.path().join(FILE)).unwrap()).unwrap()
        };
        // Nothing was changed: the file says what it said.
        assert_eq!(written(&prefs), serde_json::from_str::<serde_json::Value>(text).unwrap());
        // A view goes, one is changed, another comes, and a width and the size are other ones.
        prefs.size = Size::Small;
        let views = prefs.views.get_mut("assets").unwrap();
        views.remove(1);
        views[0].state = None;
        views.push(View { name: "丁".into(), ..View::default() });
        prefs.columns.get_mut("assets").unwrap().widths.insert("name".into(), 90);
        let now = written(&prefs);
        assert_eq!((&now["look"], &now["size"]), (&"sepia".into(), &"small".into()));
        assert_eq!(now["columns"], serde_json::json!({"visits":7,"assets":{"shown":["name"],"widths":{"name":90,"brand":"wide"}}}));
        assert_eq!(now["views"]["visits"], "none");
        let views =
            serde_json::json!([{"name":"甲","search":7,"standard":"yes"},{"name":"丙","columns":["name"]},{"name":"丁"},{"name":3},"x"]);
        assert_eq!(now["views"]["assets"], views);
        // By another name it is the same view, with what of it could not be read.
        let mut prefs = Prefs::read(folder.path());
        prefs.views.get_mut("assets").unwrap()[0].name = "戊".into();
        assert_eq!(written(&prefs)["views"]["assets"][0], serde_json::json!({"name":"戊","search":7,"standard":"yes"}));
        // Chosen here, what could not be read is over.
        prefs.look = Look::Dark;
        assert_eq!(written(&prefs)["look"], "dark");
    }

    #[test]
    fn names_go_in_and_out_of_a_list_that_does_not_grow_for_ever() {
        let mut list = Vec::new();
        for name in ["assets", "visits", "assets"] {
            toggle(&mut list, name);
        }
        assert_eq!(list, ["visits"]);
        (0..2 * MOST_NAMES).for_each(|n| toggle(&mut list, &n.to_string()));
        assert_eq!(list.len(), MOST_NAMES);
        let odd = vec!["folded.2".to_owned(), "starred".to_owned()];
        assert_eq!(of(r#"{"starred":"assets","folded":["x",1]}"#), Prefs { odd, folded: vec!["x".into()], ..Prefs::default() });
    }

    #[test]
    fn sizes_end_at_both_ends() {
        assert_eq!(Size::Small.step(false), Size::Small);
        assert_eq!(Size::Largest.step(true), Size::Largest);
        assert_eq!(Size::Usual.step(true).step(true).step(false), Size::Large);
        assert!(Size::ALL.windows(2).all(|two| two[0].percent() < two[1].percent()));
    }
}
