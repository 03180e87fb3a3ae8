//! Founding, and the sample office, on real folders.

use registers::Lang;

use super::super::woken::Woken as Fresh;
use super::*;
use crate::gui::backend::{Backend, Counter as _, FileJob, Frame as _, NewOffice, Setup};

impl Fresh {
    fn found(&mut self) -> Result<Done, String> {
        let recovery = self.file("sheets.txt");
        let [office, person, desk] = ["明德", "林文静", "文书"].map(str::to_owned);
        self.send(Action::CreateOffice(NewOffice { office, person, desk, relay: String::new(), recovery }))
    }
}

#[test]
fn founding_waits_for_no_frame_and_notes_that_the_sheets_are_not_put_away() {
    let mut fresh = Fresh::fresh();
    // What was chosen before there was an office stands in the folder and is in nobody's way.
    let mut prefs = fresh.backend.prefs();
    prefs.lang = Some(Lang::ZhHant);
    fresh.backend.keep_prefs(&prefs).unwrap();
    fresh.backend.speak(Lang::ZhHant);
    fresh.found().unwrap();
    assert!(matches!(fresh.backend.setup(), Setup::Ready(me) if me.office == "明德"));
    assert_eq!(fresh.backend.stage(), None);
    assert!(!fresh.backend.is_sample());
    let sheets = fresh.folder.path().join("sheets.txt");
    assert!(std::fs::read_to_string(&sheets).unwrap().contains("綜辦復原單 第 2 張"));
    let kept = crate::prefs::Prefs::read(&fresh.folder.path().join("desk"));
    assert_eq!((kept.sheets, kept.lang), (Some(sheets.display().to_string()), Some(Lang::ZhHant)));
}

#[test]
fn a_folder_that_cannot_be_shown_is_named() {
    let mut fresh = Fresh::fresh();
    let file = fresh.folder.path().join("gone").join("sheets.html");
    fresh.backend.show_folder(&file);
    let told = fresh.until(|b| b.outcomes().into_iter().next()).result.unwrap_err();
    assert!(told.contains("打不开文件夹") && told.contains("gone"), "{told}");
}

#[test]
fn a_request_that_is_given_up_leaves_the_folder_free() {
    let mut fresh = Fresh::fresh();
    let file = fresh.file("a.zbrequest");
    fresh.send(Action::RequestJoin { person: "王芳".into(), desk: "前台".into(), file }).unwrap();
    assert!(matches!(fresh.backend.setup(), Setup::Joining { .. }));
    let done = fresh.send(Action::WithdrawRequest).unwrap();
    assert!(done.note.is_some_and(|note| note.contains("申请已放弃")));
    assert!(matches!(fresh.backend.setup(), Setup::None { .. }));
    fresh.found().unwrap();
    // An office is no request.
    fresh.send(Action::WithdrawRequest).unwrap();
    assert!(matches!(fresh.backend.setup(), Setup::Ready(_)));
}

#[test]
fn a_founding_that_is_refused_leaves_the_first_screen_and_says_why() {
    let mut fresh = Fresh::fresh();
    std::fs::write(fresh.folder.path().join("sheets.txt"), "somebody's").unwrap();
    let refused = fresh.found().unwrap_err();
    assert!(refused.contains("sheets.txt"), "{refused}");
    assert!(matches!(fresh.backend.setup(), Setup::None { .. }));
    assert_eq!((fresh.backend.stage(), fresh.backend.prefs().sheets), (None, None));
}

#[test]
fn the_sample_fills_every_desk_and_leaves_nothing_behind() {
    let mut fresh = Fresh::fresh();
    fresh.send(Action::TrySample).unwrap();
    assert!(fresh.backend.is_sample() && matches!(fresh.backend.setup(), Setup::Ready(_)));
    for (register, least) in
        [("incoming-documents", 100), ("assets", 100), ("visits", 100), ("bookings", 6), ("meetings", 2), ("tasks", 3), ("terms", 1)]
    {
        let register = book::find(register).unwrap();
        let counts = fresh.backend.counts(register).unwrap();
        assert!(counts.total >= least, "{}: {}", register.key, counts.total);
    }
    assert_eq!(fresh.backend.stocktakes().unwrap().len(), 1, "one is running");
    let letters = fresh.backend.counts(book::find("incoming-documents").unwrap()).unwrap();
    let open: u64 = ["registered", "handling"].iter().filter_map(|state| letters.states.get(*state)).sum();
    assert!((4..30).contains(&open), "what is old was dealt with: {open}");
    let campaign = fresh.backend.stocktakes().unwrap()[0].id;
    let zones = fresh.until(|b| b.coverage(campaign)).unwrap();
    assert!(zones.iter().all(|zone| !zone.zone.is_empty()), "every asset is in a team's zone: {zones:?}");
    let done = zones.iter().filter(|zone| zone.missing() == 0).count();
    assert!(done >= 2 && done < zones.len(), "some are done and some are not: {zones:?}");
    let campus = fresh.until(|b| b.campus()).unwrap();
    assert!(campus.present.len() >= 3 && campus.expected.len() >= 2, "some are there and some are to come");
    // Its lists are written to files like those of an office.
    let file = fresh.file("assets.csv");
    let query = crate::gui::backend::Query { register: "assets", ..Default::default() };
    fresh.send(Action::File(FileJob::Export { query, file: file.clone() })).unwrap();
    assert!(std::fs::read_to_string(&file).unwrap().lines().count() > 100);
    let folder = fresh.backend.sample.as_ref().unwrap().folder().to_owned();
    assert!(folder.exists() && !folder.starts_with(fresh.folder.path()));
    fresh.send(Action::LeaveSample).unwrap();
    assert!(!folder.exists() && !fresh.backend.is_sample());
    assert!(matches!(fresh.backend.setup(), Setup::None { .. }), "the real office can be founded");
    fresh.found().unwrap();
    assert!(matches!(fresh.backend.setup(), Setup::Ready(me) if me.office == "明德"));
}
