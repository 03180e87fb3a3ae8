//! Supplies and purchasing 办公用品与采购: the stock is the sum of what came and went, at every desk, also below nothing.

use registers::value::PARTS;
use replica::Cell;

use super::super::hand::{Fields, id};
use super::super::watch::by_step;
use super::super::{Area, Month, School};

/// An item with what the script's own ledger says of it.
struct Item {
    id: String,
    name: &'static str,
    stock: i64,
}

#[derive(Default)]
pub struct Supplies {
    items: Vec<Item>,
    supplier: String,
    quota: String,
    below: bool,
    late_count: Option<String>,
    issued: i64,
    bought: i64,
    assets: i64,
}

const PAPER: usize = 0;
const PENS: usize = 1;

impl Supplies {
    /// A movement that is told at once; gives it.
    fn movement(&mut self, s: &mut School, desk: usize, n: usize, kind: &str, quantity: i64) -> String {
        let text = quantity.to_string();
        let item = &mut self.items[n];
        let fields: Fields<'_> = &[
            ("name", item.name),
            ("item", &item.id),
            ("kind", kind),
            ("quantity", &text),
            ("department", "教务处"),
            ("recipient", "何俊杰"),
        ];
        let movement = s.add(desk, "stock-movements", fields);
        s.step(desk, &movement, "post", &[]);
        item.stock += if kind == "issue" { -quantity } else { quantity };
        if kind == "issue" {
            self.issued += quantity;
        }
        movement
    }

    fn check(&self, s: &School, what: &str) {
        for item in &self.items {
            assert_eq!(s.derived("supplies", &item.id, "stock"), item.stock * PARTS, "{} {what}", item.name);
        }
    }
}

impl Area for Supplies {
    fn name(&self) -> &'static str {
        "办公用品与采购"
    }

    fn begin(&mut self, s: &mut School) {
        for (name, unit, minimum) in [("A4复印纸", "箱", "5"), ("中性笔", "盒", "5"), ("白板笔", "盒", "4"), ("硒鼓", "个", "2")]
        {
            let fields: Fields<'_> = &[
                ("name", name),
                ("class", "office"),
                ("unit", unit),
                ("minimum", minimum),
                ("target", "40"),
                ("price", "20"),
                ("storekeeper", "@1"),
            ];
            let id = s.add(1, "supplies", fields);
            self.items.push(Item { id, name, stock: 0 });
            let n = self.items.len() - 1;
            self.movement(s, 1, n, "opening", 10);
        }
        self.supplier = s.add(2, "suppliers", &[("name", "华文办公用品公司"), ("categories", "office,equipment"), ("contact", "小钱")]);
        s.step(0, &self.supplier, "qualify", &[("rating", "a")]);
        let fields: Fields<'_> = &[
            ("name", "教务处全年定额"),
            ("quota_dept", "教务处"),
            ("period", "2026"),
            ("starts", "2026-09-01"),
            ("ends", "2027-08-31"),
            ("amount", "20000"),
            ("headcount", "12"),
        ];
        self.quota = s.add(1, "supply-quotas", fields);
    }

    fn together(&mut self, s: &mut School, m: &Month) {
        self.purchase(s, m);
        self.requisition(s, m);
        s.sync();
        self.check(s, "after the month's purchase");
    }

    fn apart(&mut self, s: &mut School, m: &Month) {
        if !s.is_apart(1, 2) {
            self.movement(s, 1, PAPER, "issue", 2);
            return;
        }
        // Together more leaves than there is: goods that are gone are gone.
        let half = self.items[PAPER].stock / 2 + 3;
        self.movement(s, 1, PAPER, "issue", half);
        self.movement(s, 2, PAPER, "issue", half);
        s.expect("negative-stock", &self.items[PAPER].id.clone());
        self.below = true;
        if m.outage == super::super::Outage::Desk(2) {
            // Issued at the laptop, then counted at the counter, which does not know of it.
            self.movement(s, 2, PENS, "issue", 3);
            let counted = self.items[PENS].stock - 1;
            self.late_count = Some(self.count(s, PENS, counted));
            s.expect("stock-count-late", &self.late_count.clone().unwrap());
        }
    }

    fn settle(&mut self, s: &mut School, _: &Month) {
        self.check_but_counts(s);
        if std::mem::take(&mut self.below) {
            let item = self.items[PAPER].id.clone();
            assert!(s.derived("supplies", &item, "stock") < 0, "never clamped");
            let warned = s.reader(1).warnings(s.clock.moment(), 500).unwrap();
            assert!(warned.iter().any(|w| w.alert == "negative-stock" && w.hit.id == id(&item)), "{warned:?}");
            let missing = 12 - self.items[PAPER].stock;
            self.movement(s, 1, PAPER, "in", missing);
            s.gone("negative-stock", &item);
        }
        if let Some(count) = self.late_count.take() {
            s.choose(1, "stock-count-late", &count, by_step("restate"), &[]);
        }
        self.check(s, "after what the outage left");
    }

    fn finish(&mut self, s: &mut School, _: &Month) {
        // A count in the store: one is missing.
        let counted = self.items[3].stock - 1;
        self.count(s, 3, counted);
        let loss = s.add(
            1,
            "stock-movements",
            &[("name", self.items[2].name), ("item", &self.items[2].id), ("kind", "loss"), ("quantity", "1"), ("reason", "受潮")],
        );
        let why = s.refused(1, &loss, "approve", &[]);
        assert!(why.contains("NotYourStep"), "{why}");
        s.step(2, &loss, "approve", &[]);
        self.items[2].stock -= 1;
        self.check(s, "at the end of the month");
    }

    fn figures(&self, s: &School) -> Vec<(String, String)> {
        self.check(s, "at the end");
        let cost = s.report("stock-movements", "cost-by-department");
        let sum: f64 = cost.groups.iter().map(|g| if let Cell::Amount(n) = g.cells[1] { n } else { 0.0 }).sum();
        assert_eq!(sum as i64, self.issued, "what was issued to all departments");
        let bought = s.report("receipts", "by-month");
        assert_eq!(bought.total, self.bought);
        let stocks: Vec<String> = self.items.iter().map(|i| format!("{} {}", i.name, i.stock)).collect();
        vec![
            ("库存（三台机相同）".to_owned(), stocks.join("、")),
            ("领出".to_owned(), self.issued.to_string()),
            ("验收".to_owned(), format!("{} 批，资产 {} 件", self.bought, self.assets)),
        ]
    }
}

impl Supplies {
    /// Counted so many, and approved by somebody else.
    fn count(&mut self, s: &mut School, n: usize, counted: i64) -> String {
        let item = self.items[n].id.clone();
        let done = s.commit(1, "create:stock-movements", |edit| Ok((edit.count_stock(id(&item), counted.into(), "月末盘点")?, Vec::new())));
        let count = done.unwrap().to_string();
        let approver = if s.is_apart(0, 1) { 2 } else { 0 };
        s.step(approver, &count, "approve", &[]);
        self.items[n].stock = counted;
        count
    }

    /// Where a count was posted without knowing of an issue, the books are off by it until it is reckoned anew.
    fn check_but_counts(&self, s: &School) {
        for (n, item) in self.items.iter().enumerate() {
            if n != PENS || self.late_count.is_none() {
                assert_eq!(s.derived("supplies", &item.id, "stock"), item.stock * PARTS, "{}", item.name);
            }
        }
    }

    fn purchase(&mut self, s: &mut School, m: &Month) {
        let title = format!("{}采购", m.text());
        let line = |n: usize, quantity: &'static str, items: &[Item]| -> Vec<(&'static str, String)> {
            vec![
                ("item", items[n].id.clone()),
                ("name", items[n].name.to_owned()),
                ("unit", "盒".to_owned()),
                ("quantity", quantity.to_owned()),
                ("price", "20".to_owned()),
                ("amount", "200".to_owned()),
            ]
        };
        let lines: Vec<Vec<(&str, String)>> = (0..self.items.len()).map(|n| line(n, "10", &self.items)).collect();
        let borrowed: Vec<Vec<(&str, &str)>> = lines.iter().map(|l| l.iter().map(|(k, v)| (*k, v.as_str())).collect()).collect();
        let rows: Vec<(&str, Fields<'_>)> = borrowed.iter().map(|l| ("lines", l.as_slice())).collect();
        let plan = s.add_with(
            2,
            "purchase-plans",
            &[("title", &title), ("month", &m.text()), ("budget", "1000"), ("requesting_dept", "总务处")],
            &rows,
        );
        s.step(2, &plan, "submit", &[]);
        let why = s.refused(2, &plan, "approve", &[]);
        assert!(why.contains("SamePerson"), "{why}");
        s.step(0, &plan, "approve", &[]);
        s.step(2, &plan, "purchase", &[]);
        let order = s.the_linked(2, &plan, "orders", "plan");
        s.step(2, &order, "compare", &[]);
        let supplier = self.supplier.clone();
        let quote = |s: &mut School, name: &str, total: &str| {
            s.add(
                2,
                "quotes",
                &[("supplier_name", name), ("supplier", &supplier), ("order", &order), ("total", total), ("delivery_days", "3")],
            )
        };
        let (best, other) = (quote(s, "华文办公用品公司", "800"), quote(s, "大众文具店", "860"));
        s.step(0, &best, "choose", &[("chosen_reason", "价低质优")]);
        s.step(0, &order, "approve", &[]);
        s.is(&other, "rejected");
        for row in &rows {
            s.row(2, &order, "lines", row.1);
        }
        s.step(2, &order, "place", &[("due", "@in 3")]);
        let receipt = s.the_linked(1, &order, "receipts", "order");
        let why = s.refused(2, &receipt, "accept", &[]);
        assert!(why.contains("SamePerson"), "the buyer does not receive: {why}");
        assert_eq!(s.record(1, &receipt).lines["stock_lines"].len(), rows.len(), "the lines of the order");
        s.row(1, &receipt, "checks", &[("item", "quantity"), ("ok", "yes")]);
        let with_asset = m.n % 4 == 2;
        if with_asset {
            s.row(
                1,
                &receipt,
                "asset_lines",
                &[("name", "碎纸机"), ("main_class", "equipment"), ("quantity", "1"), ("location", "行政楼")],
            );
        }
        s.step(1, &receipt, "accept", &[("quality_score", "95"), ("invoice_no", &format!("FP{}", m.n))]);
        if with_asset {
            let card = s.the_linked(2, &receipt, "assets", "receipt");
            s.is(&card, "idle");
            self.assets += 1;
        }
        self.items.iter_mut().for_each(|item| item.stock += 10);
        self.bought += 1;
        s.is(&order, "received");
        s.step(0, &order, "settle", &[("invoice_no", &format!("FP{}", m.n)), ("paid_amount", "800")]);
        s.step(2, &plan, "close", &[]);
    }

    fn requisition(&mut self, s: &mut School, m: &Month) {
        let line = |n: usize, items: &[Item]| -> Vec<(&'static str, String)> {
            let text = |t: &str| t.to_owned();
            vec![("item", items[n].id.clone()), ("name", text(items[n].name)), ("requested", text("4")), ("price", text("20"))]
        };
        let lines: Vec<Vec<(&str, String)>> = (0..2).map(|n| line(n, &self.items)).collect();
        let borrowed: Vec<Vec<(&str, &str)>> = lines.iter().map(|l| l.iter().map(|(k, v)| (*k, v.as_str())).collect()).collect();
        let rows: Vec<(&str, Fields<'_>)> = borrowed.iter().map(|l| ("lines", l.as_slice())).collect();
        let fields: Fields<'_> = &[("purpose", &format!("{}教务处领用", m.text())), ("requesting_dept", "教务处"), ("quota", &self.quota)];
        let request = s.add_with(2, "requisitions", fields, &rows);
        s.step(2, &request, "submit", &[]);
        s.step(0, &request, "approve-department", &[]);
        let why = s.refused(0, &request, "approve-office", &[]);
        assert!(why.contains("OpenLine"), "{why}");
        s.cells(0, &request, "lines", &[("approved", "3")]);
        s.step(0, &request, "approve-office", &[]);
        s.cells(1, &request, "lines", &[("issued", "3")]);
        s.step(1, &request, "issue", &[]);
        for n in 0..2 {
            self.items[n].stock -= 3;
        }
        self.issued += 6;
        assert_eq!(s.linked(0, &request, "stock-movements", "requisition").len(), 2);
        s.step(2, &request, "close", &[]);
    }
}
