//! The year, month by month: the desks work together, some are out of reach, they meet again, what the outage left is
//! settled, the month is brought to its end.

use jiff::ToSpan;
use jiff::civil::date;

use super::areas;
use super::{Area, DESKS, Month, Outage, School};

/// How much of the year is played.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Span {
    /// September to January.
    Term,
    /// September to August.
    Year,
}

impl Span {
    /// How many months it has.
    pub fn months(self) -> usize {
        match self {
            Span::Term => 5,
            Span::Year => 12,
        }
    }
}

/// What does not work in the months from September on.
const OUTAGES: [Outage; 12] = [
    Outage::Desk(2),
    Outage::Relay,
    Outage::Desk(1),
    Outage::Desk(0),
    Outage::Relay,
    Outage::Desk(1),
    Outage::Relay,
    Outage::Desk(0),
    Outage::Desk(2),
    Outage::Relay,
    Outage::Desk(1),
    Outage::Desk(0),
];
/// In these months the program at this desk ends at once in the middle of the outage.
const CRASHES: &[(usize, usize)] = &[(1, 1), (4, 0), (6, 2), (9, 1)];

/// Plays the office; `say` hears what happens, line by line. Panics where something is not as it must be.
pub fn run(seed: u64, span: Span, mut say: impl FnMut(&str)) {
    let mut s = School::new(seed);
    let mut areas = areas::all();
    s.begin(&mut areas, &mut say);
    let count = span.months();
    for (n, outage) in OUTAGES.into_iter().enumerate().take(count) {
        let first = date(2026, 9, 1).saturating_add((n as i64).months());
        let crash = CRASHES.iter().find(|(month, _)| *month == n).map(|(_, desk)| *desk);
        let m = Month { n, first, last: n + 1 == count, outage, crash };
        s.month(&m, &mut areas, &mut say);
    }
    s.end(&areas, span, &mut say);
}

impl School {
    fn begin(&mut self, areas: &mut [Box<dyn Area>], say: &mut impl FnMut(&str)) {
        self.take_numbers(true);
        for area in areas {
            area.begin(self);
        }
        self.meet();
        let (facts, records, entries) = self.size();
        say(&format!("开学前：三台机 {}，建账 {records} 件，{entries} 次保存，{facts} 项事实", DESKS.map(|d| d.desk).join("、")));
    }

    fn month(&mut self, m: &Month, areas: &mut [Box<dyn Area>], say: &mut impl FnMut(&str)) {
        let before = self.size();
        self.clock.reach_day(m.first, 1);
        if m.first.month() == 1 {
            self.take_numbers(false);
        }
        for area in areas.iter_mut() {
            area.together(self, m);
        }
        self.meet();
        self.clock.reach_day(m.first, 6);
        let cut_at = self.clock.now;
        self.cut(m);
        let half = areas.len() / 2;
        for (n, area) in areas.iter_mut().enumerate() {
            if n == half {
                self.halfway(m);
            }
            area.apart(self, m);
        }
        let (pending, mended_at) = (self.pending(), self.clock.now);
        self.mend(m);
        self.meet();
        let waiting = self.waiting();
        for area in areas.iter_mut() {
            area.settle(self, m);
        }
        self.pick_values();
        self.meet();
        self.clock.reach_day(m.first, 15);
        for area in areas.iter_mut() {
            area.finish(self, m);
        }
        self.pick_values();
        self.meet();
        let after = self.size();
        say(&format!("{} 新增 {} 件、保存 {} 次", m.text(), after.1 - before.1, after.2 - before.2));
        let crash = m.crash.map_or(String::new(), |desk| format!("，{}的程序中途被杀并重启", DESKS[desk].desk));
        let what = match m.outage {
            Outage::Desk(desk) => format!("{}断网", DESKS[desk].desk),
            Outage::Relay => "中继停机，三台机各自为政".to_owned(),
        };
        say(&format!("  {what}（{} 至 {}）{crash}；恢复前三台机各有 {pending:?} 次保存未送达", cut_at.date(), mended_at.date()));
        say(&format!("  合并后的待办：{}", listed(&waiting)));
        self.told().iter().for_each(|line| say(&format!("  {line}")));
        let left = self.waiting();
        say(&format!("  留下的待办：{}；三台机摘要一致 {}", listed(&left), self.digest()));
    }

    fn cut(&mut self, m: &Month) {
        match m.outage {
            Outage::Desk(desk) => self.net.reach(desk, false),
            Outage::Relay => self.net.stop_relay(),
        }
    }

    /// Two days later: somebody's program ends at once; a relay that was running is started anew.
    fn halfway(&mut self, m: &Month) {
        self.clock.reach_day(m.first, 8);
        if let Some(desk) = m.crash {
            self.net.restart(desk, &mut self.random);
            self.tally.crashes += 1;
        }
        if let Outage::Desk(_) = m.outage {
            self.net.stop_relay();
            self.net.start_relay();
            self.net.carry(usize::MAX, self.clock.unix_ms(), &mut self.random);
        }
    }

    fn mend(&mut self, m: &Month) {
        match m.outage {
            Outage::Desk(desk) => self.net.reach(desk, true),
            Outage::Relay => self.net.start_relay(),
        }
    }

    /// Entries of each desk that the relay does not have.
    fn pending(&self) -> Vec<u64> {
        (0..DESKS.len()).map(|desk| self.reader(desk).status().unwrap().pending).collect()
    }

    fn digest(&self) -> String {
        let digests = self.reader(0).digests().unwrap();
        digests
            .iter()
            .map(|(space, hash)| format!("{space}:{:02x}{:02x}{:02x}{:02x}", hash.0[0], hash.0[1], hash.0[2], hash.0[3]))
            .collect::<Vec<_>>()
            .join(" ")
    }

    fn end(&mut self, areas: &[Box<dyn Area>], span: Span, say: &mut impl FnMut(&str)) {
        self.close(span == Span::Year);
        for area in areas {
            for (what, figure) in area.figures(self) {
                say(&format!("{} {what}：{figure}", area.name()));
            }
        }
        let (facts, records, entries) = self.size();
        let (steps, of) = self.steps();
        say(&format!("共 {records} 件、{entries} 次保存、{facts} 项事实，三台机都有；办理步骤用到 {steps}/{of} 种"));
        let t = self.tally.clone();
        say(&format!(
            "断网后重逢等核对 {} 次，程序被杀 {} 次，依规拒绝 {} 次，并列值经人选定 {} 处，补号 {} 个",
            t.meetings, t.crashes, t.refusals, t.picked, t.numbered
        ));
        say(&format!("处理的冲突：{}", listed(&t.settled)));
        let untouched = self.untouched();
        say(&format!("没有用到的登记簿：{}", if untouched.is_empty() { "无".to_owned() } else { untouched.join("、") }));
        if span == Span::Year {
            assert_eq!(untouched, Vec::<&str>::new(), "every register is used in a year");
        }
    }
}

fn listed(counts: &std::collections::BTreeMap<&'static str, usize>) -> String {
    let all: Vec<String> = counts.iter().map(|(kind, n)| format!("{kind} {n}")).collect();
    if all.is_empty() { "无".to_owned() } else { all.join("、") }
}
