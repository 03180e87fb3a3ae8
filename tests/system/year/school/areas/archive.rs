//! The archive 档案: what is filed is arranged, numbered once in a while, boxed, lent; what has expired is appraised and
//! destroyed before two witnesses.

use super::super::hand::Fields;
use super::super::watch::by_step;
use super::super::{Area, Month, School};

const FONDS: &str = "M018";

#[derive(Default)]
pub struct Archive {
    fonds: String,
    /// Old items, not yet appraised.
    old: Vec<String>,
    /// What is being appraised in this month: items, appraisal, list.
    round: Option<Round>,
    lent: Option<String>,
    shelved: Vec<String>,
    destroyed: i64,
    loans: i64,
}

struct Round {
    items: [String; 2],
    appraisal: String,
    list: String,
    loan: Option<String>,
}

impl Area for Archive {
    fn name(&self) -> &'static str {
        "档案"
    }

    fn begin(&mut self, s: &mut School) {
        self.fonds = s.add(1, "fonds", &[("name", "明德实验学校"), ("fonds_no", FONDS), ("archivist", "@1")]);
        for n in 1..=24 {
            let title = format!("{}年第{n}号旧文", 2014 + n % 2);
            let fields: Fields<'_> = &[
                ("title", &title),
                ("fonds", &self.fonds),
                ("fonds_no", FONDS),
                ("archive_year", "2014"),
                ("retention", "d10"),
                ("unit_code", "BGS"),
                ("pages", "3"),
            ];
            self.old.push(s.enter(1, "archive-items", "shelved", fields));
        }
    }

    fn together(&mut self, s: &mut School, m: &Month) {
        let items = [self.old.remove(0), self.old.remove(0)];
        let list = s.add(1, "destructions", &[("title", &format!("{}销毁清册", m.text())), ("reason", "保管期满"), ("compiler", "@1")]);
        let fields: Fields<'_> = &[
            ("title", &format!("{}到期档案鉴定", m.text())),
            ("items", &items.join(" ")),
            ("kept", &items[0]),
            ("condemned", &items[1]),
            ("destruction", &list),
            ("convenor", "@1"),
            ("new_retention", "d30"),
            ("new_expires_on", "2045-12-31"),
        ];
        let people: Vec<Fields<'_>> = vec![&[("person", "张建国")], &[("person", "李秀英")], &[("person", "王海燕")]];
        let appraisal = s.add_with(1, "appraisals", fields, &people.iter().map(|p| ("members", *p)).collect::<Vec<_>>());
        s.step(1, &appraisal, "start", &[]);
        s.is(&items[0], "appraising");
        s.cells(1, &appraisal, "members", &[("signed_on", "@today")]);
        s.step(1, &appraisal, "submit", &[("opinion", "一件续存，一件销毁"), ("kept_count", "1"), ("condemned_count", "1")]);
        self.round = Some(Round { items, appraisal, list, loan: None });
        if let Some(item) = self.shelved.first().cloned() {
            let fields: Fields<'_> =
                &[("purpose", "编写校史"), ("item", &item), ("borrower", "冯雪梅"), ("borrower_dept", "图书馆"), ("mode", "lending")];
            let loan = s.add(0, "archive-loans", fields);
            s.step(0, &loan, "approve", &[]);
            s.step(1, &loan, "lend", &[("borrower_signed", "yes")]);
            s.is(&item, "lent");
            self.lent = Some(loan);
            self.loans += 1;
        }
    }

    fn apart(&mut self, s: &mut School, _: &Month) {
        let round = self.round.as_mut().unwrap();
        let apart = s.is_apart(0, 2);
        if apart {
            // Promised to a reader at one desk, condemned at another.
            let loan = s.add(
                0,
                "archive-loans",
                &[("purpose", "核对旧案"), ("item", &round.items[1]), ("borrower", "许静怡"), ("mode", "reading")],
            );
            s.step(0, &loan, "approve", &[]);
            round.loan = Some(loan);
        }
        s.step(2, &round.appraisal, "approve", &[]);
        if apart {
            s.expect("destruction-blocked", &round.items[1]);
        }
    }

    fn settle(&mut self, s: &mut School, _: &Month) {
        let Some(Round { items, list, loan, .. }) = &self.round else { return };
        s.is(&items[0], "extended");
        assert_eq!(s.text(0, &items[0], "expires_on"), "2045-12-31", "kept on until the day of the decision");
        assert_eq!(s.text(0, &items[1], "expires_on"), "2024-12-31", "the end of its year and ten more");
        s.is(&items[1], "awaiting-destruction");
        s.step(1, list, "submit", &[("item_count", "1")]);
        s.step(0, list, "approve", &[]);
        let ready: Fields<'_> = &[
            ("method", "shredding"),
            ("place", "总务处"),
            ("executor", "邓家豪"),
            ("witness_1", "张建国"),
            ("witness_2", "李秀英"),
            ("checked", "yes"),
        ];
        if loan.is_some() {
            // As long as the loan stands the item is not destroyed with its list.
            let why = s.refused(1, list, "destroy", ready);
            assert!(why.contains("Blocked"), "{why}");
            s.choose(0, "destruction-blocked", &items[1], by_step("cancel"), &[("refuse_reason", "已有复印件")]);
        }
        let same: Fields<'_> = &[
            ("method", "shredding"),
            ("place", "总务处"),
            ("executor", "邓家豪"),
            ("witness_1", "张建国"),
            ("witness_2", "张建国"),
            ("checked", "yes"),
        ];
        let why = s.refused(1, list, "destroy", same);
        assert!(why.contains("Same"), "two witnesses: {why}");
        s.step(1, list, "destroy", ready);
        s.is(&items[1], "destroyed");
        self.destroyed += 1;
        self.round = None;
    }

    fn finish(&mut self, s: &mut School, m: &Month) {
        if let Some(loan) = self.lent.take() {
            s.step(1, &loan, "return", &[("condition", "intact"), ("effect", "用于校史第三章")]);
        }
        for item in s.all(1, "archive-items", Some("unsorted")) {
            let year = m.year().to_string();
            let fields: Fields<'_> = &[
                ("archive_year", &year),
                ("retention", "d30"),
                ("unit", "办公室"),
                ("unit_code", "BGS"),
                ("carrier", "paper"),
                ("pages", "4"),
            ];
            s.step(1, &item, "assemble", fields);
        }
        if m.n % 4 == 3 || m.last {
            self.arrange(s);
        }
    }

    fn figures(&self, s: &School) -> Vec<(String, String)> {
        let items = s.derived("fonds", &self.fonds, "items");
        assert_eq!(items, self.shelved.len() as i64 + 24, "what was boxed, and the old ones");
        let destroyed = s.all(2, "archive-items", Some("destroyed")).len() as i64;
        assert_eq!(destroyed, self.destroyed);
        vec![
            ("全宗内件数".to_owned(), items.to_string()),
            ("销毁".to_owned(), destroyed.to_string()),
            ("借阅".to_owned(), self.loans.to_string()),
        ]
    }
}

impl Archive {
    /// The arrangement: item numbers, a box a year, shelves.
    fn arrange(&mut self, s: &mut School) {
        let items = s.all(1, "archive-items", Some("assembled"));
        let mut boxes: std::collections::BTreeMap<i64, String> = std::collections::BTreeMap::new();
        for item in &items {
            s.step(1, item, "number", &[("fonds", &self.fonds), ("fonds_no", FONDS)]);
            s.numbered(2, item);
            let year = s.record(1, item).get("archive_year").and_then(registers::Value::as_integer).unwrap();
            let boxed = boxes.entry(year).or_insert_with(|| {
                let text = year.to_string();
                let fields: Fields<'_> = &[
                    ("title", &format!("{year}年文书")),
                    ("fonds", &self.fonds),
                    ("fonds_no", FONDS),
                    ("archive_year", &text),
                    ("retention", "d30"),
                ];
                s.add(1, "archive-boxes", fields)
            });
            s.write(1, item, &[("box", boxed.as_str())]);
        }
        for boxed in boxes.values() {
            s.step(1, boxed, "shelve", &[("shelf", "3-2")]);
        }
        items.iter().for_each(|item| s.is(item, "shelved"));
        self.shelved.extend(items);
    }
}
