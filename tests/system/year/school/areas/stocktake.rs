//! Assets 固定资产 and the stocktake 盘点: cards, movements, repairs, inspections, disposals; a count on three desks with
//! things in the wrong place, things too many and too few, and one that was moved meanwhile.

use std::collections::BTreeMap;

use super::super::hand::{Fields, Rows};

use super::super::{Area, Month, School, names};

#[derive(Default)]
pub struct Stocktake {
    /// Assets that the books have, by the zone in which they stand.
    assets: Vec<(String, &'static str)>,
    campaign: Option<Count>,
    moving: Option<String>,
    counted: i64,
    disposed: i64,
    cards: i64,
    n: usize,
    worth: i64,
}

struct Count {
    id: String,
    expected: usize,
    misplaced: usize,
    missing: usize,
    surplus: usize,
    scattered: Option<(String, Vec<String>)>,
}

/// Months in which is counted.
const COUNTS: &[usize] = &[1, 4, 9];

impl Stocktake {
    fn card(&mut self, s: &mut School, zone: &'static str) -> String {
        self.n += 1;
        let name = format!("{}{}", ["投影仪", "电脑", "书柜", "空调"][self.n % 4], self.n);
        let class = ["equipment", "furniture"][self.n % 2];
        let fields: Fields<'_> = &[
            ("name", &name),
            ("main_class", class),
            ("location", zone),
            ("using_dept", "教务处"),
            ("custodian", "郑文博"),
            ("value", "1200"),
            ("purchase_date", "2025-03-01"),
            ("acquisition", "purchase"),
        ];
        let asset = s.add(2, "assets", fields);
        s.numbered(2, &asset);
        self.cards += 1;
        self.worth += 120_000;
        self.assets.push((asset.clone(), zone));
        asset
    }

    fn see(&self, s: &mut School, desk: usize, campaign: &str, asset: &str, zone: &str) -> String {
        let tag = s.text(desk, asset, "asset_no");
        let fields: Fields<'_> = &[
            ("tag", &tag),
            ("campaign", campaign),
            ("asset", asset),
            ("zone", zone),
            ("condition", "good"),
            ("label_ok", "yes"),
            ("device", "手机"),
        ];
        s.add(desk, "observations", fields)
    }
}

impl Area for Stocktake {
    fn name(&self) -> &'static str {
        "资产与盘点"
    }

    fn begin(&mut self, s: &mut School) {
        for zone in names::ZONES {
            (0..4).for_each(|_| drop(self.card(s, zone)));
        }
    }

    fn together(&mut self, s: &mut School, m: &Month) {
        let zone = names::ZONES[m.n % 3];
        let asset = self.card(s, zone);
        if COUNTS.contains(&m.n) {
            self.open(s, m);
        }
        self.transfer(s, &asset);
        self.repair(s, &asset);
    }

    fn apart(&mut self, s: &mut School, _: &Month) {
        if self.campaign.is_some() {
            self.count(s);
        }
    }

    fn settle(&mut self, s: &mut School, _: &Month) {
        let Some(count) = &mut self.campaign else { return };
        let (campaign, scattered) = (count.id.clone(), count.scattered.take());
        if let Some((_, seen)) = scattered {
            // Seen at two places: somebody else looks again, the second look counts.
            let case = s.case(0, "counted-in-two-places", &seen[0]);
            assert!(case.records.iter().any(|r| seen.contains(&r.to_string())), "{case:?}");
            let right = seen.iter().find(|o| s.text(0, o, "counter") != super::super::DESKS[2].person).cloned().unwrap_or_default();
            s.step(2, &right, "recheck", &[("recheck_note", "现场复核，在原处")]);
            s.gone("counted-in-two-places", &seen[0]);
        }
        s.step(2, &campaign, "recount", &[]);
        s.step(2, &campaign, "compare", &[]);
    }

    fn finish(&mut self, s: &mut School, m: &Month) {
        if self.campaign.is_some() {
            self.post(s);
        }
        self.adopt(s);
        self.inspect(s, m);
        if m.n % 3 == 2 {
            self.dispose(s, m);
        }
        if m.n.is_multiple_of(6) {
            self.contract(s, m);
        }
    }

    fn figures(&self, s: &School) -> Vec<(String, String)> {
        let states = s.report("assets", "by-state");
        let of = |state: &str| states.groups.iter().find(|g| g.keys == [state]).map_or(0, |g| g.size);
        assert_eq!(of("disposed"), self.disposed, "written off, lost or scrapped");
        let value: i64 =
            s.all(0, "assets", None).iter().map(|a| s.record(0, a).get("value").and_then(registers::Value::as_integer).unwrap_or(0)).sum();
        assert_eq!(value, self.worth, "what all cards are worth");
        assert_eq!(states.total, self.cards);
        let accuracy = s.report("observations", "by-counter");
        assert_eq!(accuracy.total, self.counted, "sightings");
        vec![
            ("资产卡片".to_owned(), states.total.to_string()),
            ("已处置".to_owned(), self.disposed.to_string()),
            ("盘点记录".to_owned(), self.counted.to_string()),
        ]
    }
}

impl Stocktake {
    /// Cards that came from a delivery stand in the books from now on.
    fn adopt(&mut self, s: &School) {
        for card in s.all(2, "assets", Some("idle")) {
            if !self.assets.iter().any(|(known, _)| *known == card) {
                self.assets.push((card, "行政楼"));
                self.cards += 1;
            }
        }
    }

    fn open(&mut self, s: &mut School, m: &Month) {
        let fields: Fields<'_> = &[("title", &format!("{}固定资产盘点", m.text())), ("kind", "full"), ("cut_off", "@today")];
        let rows: Vec<Fields<'_>> = vec![
            &[("team", "一组"), ("zone", "行政楼"), ("leader", "@0")],
            &[("team", "二组"), ("zone", "教学楼"), ("leader", "@1")],
            &[("team", "三组"), ("zone", "实验楼"), ("leader", "@2")],
        ];
        let rows: Vec<(&str, Fields<'_>)> = rows.iter().map(|r| ("teams", *r)).collect();
        let id = s.add_with(2, "stocktakes", fields, rows.as_slice() as Rows<'_>);
        s.step(2, &id, "freeze", &[("scope", "全校")]);
        s.step(2, &id, "count", &[]);
        self.campaign = Some(Count { id, expected: self.assets.len(), misplaced: 0, missing: 0, surplus: 0, scattered: None });
    }

    /// Each desk counts its building.
    fn count(&mut self, s: &mut School) {
        let campaign = self.campaign.as_ref().unwrap().id.clone();
        let all = self.assets.clone();
        let mut seen = 0;
        for (n, (asset, zone)) in all.iter().enumerate() {
            let desk = names::ZONES.iter().position(|z| z == zone).unwrap();
            match n {
                // Nobody finds it.
                0 => {}
                // It stands in another building.
                1 => {
                    self.see(s, 1, &campaign, asset, "教学楼");
                    seen += 1;
                }
                // Two see it in one place: one hit, two witnesses.
                2 => {
                    self.see(s, 0, &campaign, asset, zone);
                    self.see(s, 2, &campaign, asset, zone);
                    seen += 2;
                }
                // Two see it in different places.
                3 => {
                    let both = vec![self.see(s, 0, &campaign, asset, zone), self.see(s, 1, &campaign, asset, "实验楼")];
                    seen += 2;
                    s.expect("counted-in-two-places", &both[0]);
                    self.campaign.as_mut().unwrap().scattered = Some((asset.clone(), both));
                }
                _ => {
                    self.see(s, desk, &campaign, asset, zone);
                    seen += 1;
                }
            }
        }
        // Something that the books do not know.
        let fields: Fields<'_> =
            &[("tag", "无标签"), ("campaign", &campaign), ("zone", "实验楼"), ("description", "示波器"), ("condition", "good")];
        s.add(2, "observations", fields);
        self.counted += seen + 1;
        let count = self.campaign.as_mut().unwrap();
        (count.missing, count.misplaced, count.surplus) = (1, 1, 1);
        // One is moved after it was counted, on another desk: the count stays right.
        self.moving = Some(self.move_to(s, &all[4].0, "行政楼"));
        if let Some(entry) = self.assets.iter_mut().find(|(a, _)| *a == all[4].0) {
            entry.1 = "行政楼";
        }
    }

    /// A transfer that is signed on one desk alone needs two people: it is told as an old paper tells it.
    fn move_to(&self, s: &mut School, asset: &str, zone: &str) -> String {
        let from = s.text(1, asset, "location");
        let fields: Fields<'_> = &[
            ("subject", "盘点期间调整存放地点"),
            ("kind", "transfer"),
            ("assets", asset),
            ("from_place", &from),
            ("to_place", zone),
            ("to_person", "何俊杰"),
            ("handed_at", "@now"),
            ("taken_at", "@now"),
        ];
        let id = s.enter(1, "asset-movements", "completed", fields);
        s.write(1, asset, &[("location", zone)]);
        id
    }

    fn post(&mut self, s: &mut School) {
        let count = self.campaign.take().unwrap();
        s.step(2, &count.id, "compare-again", &[]);
        let all = s.linked(2, &count.id, "variances", "campaign");
        let mut kinds: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for variance in &all {
            if s.state(2, variance) == "found" {
                kinds.entry(s.text(2, variance, "kind")).or_default().push(variance.clone());
            }
        }
        let counts: BTreeMap<&str, usize> = kinds.iter().map(|(k, v)| (k.as_str(), v.len())).collect();
        let expected = BTreeMap::from([("misplaced", count.misplaced), ("missing", count.missing), ("surplus", count.surplus)]);
        assert_eq!(counts, expected, "what the count shows");
        let found = s.reader(1).count_result(super::super::hand::id(&count.id)).unwrap();
        let (of, seen) = found.zones.iter().fold((0, 0), |(a, b), z| (a + z.expected, b + z.seen));
        assert_eq!((of, seen), (count.expected, count.expected - count.missing), "how far the count reached: {:?}", found.zones);
        for variance in kinds.values().flatten() {
            let proposal: Fields<'_> = &[("cause", "登记遗漏"), ("proposal", "按实调整"), ("responsible_dept", "教务处")];
            s.step(2, variance, "propose", proposal);
        }
        s.step(2, &count.id, "submit", &[]);
        let why = s.refused(2, &count.id, "approve", &[]);
        assert!(why.contains("SamePerson"), "{why}");
        s.step(0, &count.id, "approve", &[("approval_no", "校办批1号")]);
        let why = s.refused(2, &count.id, "close", &[]);
        assert!(why.contains("Blocked"), "{why}");
        s.step(2, &kinds["misplaced"][0], "correct", &[("correction", "改存放地点")]);
        s.step(2, &kinds["surplus"][0], "post-surplus", &[("value", "500"), ("voucher_no", "记20")]);
        s.step(2, &kinds["missing"][0], "post-loss", &[("voucher_no", "记21")]);
        s.step(2, &count.id, "close", &[("summary", "账实相符")]);
        let lost = self.assets.remove(0);
        s.is(&lost.0, "disposed");
        self.assets[0].1 = "教学楼";
        assert_eq!(s.text(0, &self.assets[0].0, "location"), "教学楼", "the card says where it was found");
        let card = s.the_linked(0, &kinds["surplus"][0], "assets", "variance");
        s.is(&card, "idle");
        self.assets.push((card, "实验楼"));
        (self.disposed, self.cards, self.worth) = (self.disposed + 1, self.cards + 1, self.worth + 50_000);
    }

    fn transfer(&mut self, s: &mut School, asset: &str) {
        let fields: Fields<'_> = &[
            ("subject", "领用设备"),
            ("kind", "transfer"),
            ("assets", asset),
            ("to_person", "@1"),
            ("from_person", "@2"),
            ("to_dept", "高一年级组"),
        ];
        let movement = s.add(1, "asset-movements", fields);
        let why = s.refused(1, &movement, "submit", &[]);
        assert!(why.contains("NotHolder"), "whoever hands over is who has it: {why}");
        s.write(2, asset, &[("custodian", "@2")]);
        s.step(1, &movement, "submit", &[]);
        s.step(2, &movement, "approve", &[]);
        s.step(2, &movement, "hand-over", &[("condition", "good")]);
        let why = s.refused(2, &movement, "take-transferred", &[]);
        assert!(why.contains("NotYours"), "both sides sign for themselves: {why}");
        // Who keeps it afterwards counts at no desk: what only its keeper has seen covers nothing.
        s.step(1, &movement, "take-transferred", &[("custodian", "郑文博")]);
        assert_eq!(s.text(0, asset, "user"), super::super::DESKS[1].person);
    }

    fn repair(&mut self, s: &mut School, asset: &str) {
        let repair = s.add(1, "maintenance", &[("subject", "灯泡老化"), ("asset", asset), ("technician", "@2"), ("fault", "亮度不足")]);
        s.step(2, &repair, "send-for-repair", &[]);
        s.is(asset, "under-repair");
        s.step(2, &repair, "finish", &[("work", "更换灯泡"), ("result", "fixed"), ("cost", "180")]);
        s.step(1, &repair, "accept", &[]);
        s.is(asset, "in-use");
    }

    fn inspect(&mut self, s: &mut School, m: &Month) {
        let title = format!("{}安全检查", m.text());
        let clear = s.add_with(
            2,
            "safety-inspections",
            &[("title", &title), ("kind", "monthly")],
            &[("items", &[("item", "消防器材"), ("result", "ok")])],
        );
        s.step(2, &clear, "pass", &[]);
        let hazard: Fields<'_> = &[("hazard", "线路老化"), ("level", "serious"), ("place", "实验楼")];
        let found = s.add_with(2, "safety-inspections", &[("title", &title), ("kind", "special")], &[("hazards", hazard)]);
        s.step(2, &found, "notify", &[("responsible", "@1"), ("due", "@in 5"), ("responsible_dept", "总务处")]);
        s.cells(1, &found, "hazards", &[("done_on", "@today"), ("measure", "更换线路")]);
        s.step(1, &found, "rectified", &[("report", "已更换")]);
        s.step(2, &found, "close", &[("recheck_note", "合格")]);
    }

    fn dispose(&mut self, s: &mut School, m: &Month) {
        let (asset, _) = self.assets.pop().unwrap();
        let fields: Fields<'_> = &[
            ("title", &format!("{}报废处置", m.text())),
            ("method", "scrap"),
            ("reason", "无法修复"),
            ("assets", &asset),
            ("value", "1200"),
        ];
        let disposal = s.add(2, "disposals", fields);
        s.step(2, &disposal, "submit", &[]);
        s.is(&asset, "awaiting-disposal");
        s.row(2, &disposal, "appraisals", &[("expert", "赵志强"), ("opinion", "同意报废")]);
        s.step(2, &disposal, "appraise", &[("appraisal", "符合报废条件")]);
        s.step(0, &disposal, "approve", &[("approval_no", "资批3号")]);
        s.step(2, &disposal, "dispose", &[("witness", "@1"), ("data_wiped", "yes"), ("proceeds", "60")]);
        s.step(2, &disposal, "write-off", &[("voucher_no", "记33")]);
        s.is(&asset, "disposed");
        self.disposed += 1;
    }

    fn contract(&mut self, s: &mut School, m: &Month) {
        let fields: Fields<'_> = &[
            ("title", &format!("{}电梯维保", m.text())),
            ("starts", "@today"),
            ("ends", "2027-12-31"),
            ("cost", "9000"),
            ("party_name", "安捷维保"),
        ];
        let contract = s.add(2, "service-contracts", fields);
        s.step(2, &contract, "submit", &[]);
        s.step(0, &contract, "approve", &[]);
        s.step(2, &contract, "renew", &[("evaluation", "响应及时")]);
        let next = s.the_linked(0, &contract, "service-contracts", "previous");
        s.is(&next, "draft");
    }
}
