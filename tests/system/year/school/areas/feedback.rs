//! Feedback 反馈与服务: a survey a term with ballots from three desks, suggestions, what is improved, visits to departments,
//! campaigns, cleaning.

use replica::Cell;

use super::super::hand::{Fields, Rows};
use super::super::{Area, Month, School};

#[derive(Default)]
pub struct Feedback {
    survey: Option<String>,
    /// Ballots that count: good ones, all; by survey.
    ballots: Vec<(String, i64, i64)>,
    suggestions: Vec<(bool, String)>,
    open: Option<String>,
    card: Option<String>,
    actions: i64,
    scores: Vec<i64>,
    standard: String,
}

/// Months of the survey.
const SURVEYS: &[usize] = &[3, 9];

impl Area for Feedback {
    fn name(&self) -> &'static str {
        "反馈与改进"
    }

    fn begin(&mut self, s: &mut School) {
        let rows: Rows<'_> = &[("checklist", &[("item", "地面"), ("standard", "无积水"), ("points", "20")])];
        self.standard = s.add_with(1, "cleaning-standards", &[("area", "教学楼走廊"), ("class", "corridor")], rows);
        s.step(1, &self.standard, "enact", &[]);
        let guide = s.add(1, "waste-guides", &[("title", "生活垃圾分类指引"), ("category", "recyclable"), ("bin", "蓝色")]);
        s.step(1, &guide, "publish", &[]);
    }

    fn together(&mut self, s: &mut School, m: &Month) {
        if SURVEYS.contains(&m.n) {
            self.publish(s, m);
        }
        let fields: Fields<'_> = &[
            ("subject", &format!("{}晚自习后路灯太暗", m.text())),
            ("nature", "advice"),
            ("field", "facilities"),
            ("channel", "box"),
            ("anonymous", "yes"),
        ];
        let suggestion = s.add(1, "suggestions", fields);
        s.step(1, &suggestion, "accept", &[("handler_dept", "总务处"), ("handler", "@2")]);
        self.open = Some(suggestion);
        if m.n.is_multiple_of(5) {
            self.campaign(s, m);
        }
    }

    fn apart(&mut self, s: &mut School, m: &Month) {
        if let Some(survey) = self.survey.clone() {
            // Ballots come in at every desk.
            let (title, mut good) = (s.text(1, &survey, "title"), 0);
            for n in 0..9 {
                let fine = n % 3 != 2;
                let (overall, score) = if fine { ("satisfied", "5") } else { ("fair", "3") };
                let respondent = if n < 6 { "teacher" } else { "parent" };
                let fields: Fields<'_> = &[
                    ("survey_title", &title),
                    ("survey", &survey),
                    ("respondent", respondent),
                    ("overall", overall),
                    ("score", score),
                    ("channel", "paper"),
                ];
                let row: Fields<'_> = &[("question", "1"), ("text", "办事效率"), ("rating", overall), ("points", score)];
                s.add_with(n % 3, "ballots", fields, &[("answers", row)]);
                good += i64::from(fine);
            }
            self.ballots.push((title, good, 9));
            for (desk, who) in [(0, "张建国"), (1, "李秀英"), (2, "王海燕")] {
                let took = s.add(desk, "participations", &[("participant", who), ("survey", &survey), ("respondent", "teacher")]);
                s.step(desk, &took, "take-part", &[("way", "paper")]);
            }
        }
        let card: Fields<'_> = &[("subject", &format!("{}操场饮水点不足", m.text())), ("nature", "advice"), ("channel", "card")];
        let card = s.add(2, "suggestions", card);
        if m.n == 0 {
            assert_eq!(s.text(2, &card, "suggestion_no"), "", "no lease, no number");
        }
        self.card = Some(card);
        let suggestion = self.open.clone().unwrap();
        s.step(2, &suggestion, "handle", &[("measures", "加装三盏路灯")]);
        self.clean(s, m);
    }

    fn settle(&mut self, s: &mut School, m: &Month) {
        if m.n == 0 {
            assert_eq!(s.take_and_give(2, "suggestions"), 1, "what waited has its number");
        }
        let card = self.card.take().unwrap();
        s.numbered(0, &card);
        s.step(0, &card, "refuse", &[("refusal_reason", "已列入改造计划")]);
        if let Some(survey) = self.survey.clone() {
            let void = s.linked(1, &survey, "ballots", "survey").pop().unwrap();
            s.step(1, &void, "invalidate", &[("invalid_reason", "重复填写")]);
            let fine = s.text(1, &void, "overall") == "satisfied";
            let last = self.ballots.last_mut().unwrap();
            (last.1, last.2) = (last.1 - i64::from(fine), last.2 - 1);
        }
    }

    fn finish(&mut self, s: &mut School, m: &Month) {
        let suggestion = self.open.take().unwrap();
        s.step(2, &suggestion, "answer", &[("result", "已加装"), ("answer_method", "notice"), ("rating", "satisfied")]);
        let due = s.text(0, &suggestion, "due_at") >= s.text(0, &suggestion, "answered_at");
        s.step(0, &suggestion, "publish", &[("public_text", "路灯已加装"), ("published_where", "公告栏")]);
        self.suggestions.push((due, m.text()));
        if let Some(survey) = self.survey.take() {
            self.conclude(s, &survey);
        }
        self.visit(s, m);
    }

    fn figures(&self, s: &School) -> Vec<(String, String)> {
        let overall = s.report("ballots", "overall");
        for (title, good, all) in &self.ballots {
            let group = overall.groups.iter().find(|g| g.keys == [title.clone()]).unwrap();
            let Cell::Percent(Some(share)) = group.cells[0] else { panic!("{group:?}") };
            assert_eq!(group.size, *all, "{title}");
            assert!((share - 100.0 * *good as f64 / *all as f64).abs() < 0.6, "{title}: {share}");
        }
        let groups = s.report("ballots", "by-group");
        assert!(groups.groups.iter().all(|g| g.size >= 5), "groups under five are not broken down: {groups:?}");
        // Without the teachers beside them, what all have said does not tell what the parents did.
        assert_eq!(groups.hidden, 2 * self.ballots.len(), "the parents of each survey, and the teachers");
        let on_time = s.report("suggestions", "on-time");
        for (due, month) in &self.suggestions {
            let group = on_time.groups.iter().find(|g| g.keys == [month.clone()]).unwrap();
            assert_eq!(group.cells[0], Cell::Percent(Some(if *due { 100.0 } else { 0.0 })), "{month}");
        }
        let actions = s.report("improvement-actions", "by-source");
        assert_eq!(actions.total, self.actions);
        let checks = s.report("cleaning-checks", "by-area");
        let mean = self.scores.iter().sum::<i64>() as f64 / self.scores.len() as f64;
        let Cell::Amount(found) = checks.groups[0].cells[0] else { panic!("{checks:?}") };
        assert!((found - mean).abs() < 0.01, "{found} {mean}");
        vec![
            ("意见".to_owned(), self.suggestions.len().to_string()),
            ("整改".to_owned(), self.actions.to_string()),
            ("卫生平均分".to_owned(), format!("{mean:.1}")),
        ]
    }
}

impl Feedback {
    fn publish(&mut self, s: &mut School, m: &Month) {
        let fields: Fields<'_> = &[
            ("title", &format!("{}办公室服务满意度调查", m.text())),
            ("period", "term"),
            ("year", "2026"),
            ("eligible", "40"),
            ("audience", "teacher,parent"),
        ];
        let survey = s.add(1, "surveys", fields);
        let why = s.refused(1, &survey, "publish", &[("closes_on", "@in 9")]);
        assert!(why.contains("NoLine"), "{why}");
        s.row(1, &survey, "questions", &[("order", "1"), ("text", "办事效率"), ("kind", "rating"), ("dimension", "efficiency")]);
        s.step(1, &survey, "publish", &[("closes_on", "@in 9"), ("collector", "@1")]);
        self.survey = Some(survey);
    }

    fn conclude(&mut self, s: &mut School, survey: &str) {
        s.step(1, survey, "close", &[("valid", "8")]);
        s.step(1, survey, "analyse", &[("satisfaction", "66")]);
        let why = s.refused(0, survey, "improve", &[("problems", "答复慢")]);
        assert!(why.contains("NeedsOther"), "{why}");
        let fields: Fields<'_> = &[
            ("finding", "答复慢"),
            ("source", "survey"),
            ("survey", survey),
            ("measure", "限时答复"),
            ("responsible", "@1"),
            ("due_at", "@in 5"),
        ];
        let action = s.add(1, "improvement-actions", fields);
        self.actions += 1;
        s.step(0, survey, "improve", &[("problems", "答复慢")]);
        s.step(1, &action, "start", &[]);
        let why = s.refused(0, survey, "conclude", &[("conclusion", "已整改")]);
        assert!(why.contains("Blocked"), "{why}");
        self.check(s, &action);
        s.step(0, survey, "conclude", &[("conclusion", "已整改")]);
    }

    fn check(&self, s: &mut School, action: &str) {
        s.step(1, action, "finish", &[("evidence", "台账"), ("checked_by", "@0")]);
        let why = s.refused(1, action, "close", &[("effect", "好转")]);
        assert!(why.contains("SamePerson"), "{why}");
        s.step(0, action, "close", &[("effect", "好转"), ("effective", "effective")]);
    }

    fn visit(&mut self, s: &mut School, m: &Month) {
        let visit = s.add(1, "department-visits", &[("visited_dept", "图书馆"), ("planned_on", "@today"), ("topic", &m.text())]);
        s.step(1, &visit, "visit", &[("hosts", "冯雪梅"), ("summary", "书架不足")]);
        s.row(1, &visit, "needs", &[("need", "添置书架"), ("kind", "supplies")]);
        let row: Fields<'_> = &[("need", "添置书架"), ("measure", "纳入采购计划"), ("person", "@1"), ("due", "@in 5")];
        s.row(1, &visit, "actions", row);
        s.step(1, &visit, "hand-over", &[]);
        let action = s.the_linked(1, &visit, "improvement-actions", "visit");
        self.actions += 1;
        self.check(s, &action);
    }

    fn campaign(&self, s: &mut School, m: &Month) {
        let fields: Fields<'_> = &[
            ("title", &format!("{}开学主动服务", m.text())),
            ("occasion", "term-start"),
            ("leader", "@1"),
            ("starts_on", "@today"),
            ("ends_on", "@in 5"),
        ];
        let campaign = s.add(1, "campaigns", fields);
        s.step(1, &campaign, "submit", &[]);
        s.row(1, &campaign, "services", &[("service", "送教材到班"), ("kind", "delivery"), ("people", "120")]);
        s.step(0, &campaign, "start", &[]);
        s.cells(1, &campaign, "services", &[("done", "yes"), ("done_on", "@today"), ("result", "全部送达")]);
        s.step(1, &campaign, "finish", &[("reached", "120")]);
        s.step(0, &campaign, "close", &[("summary", "顺利"), ("effect", "好评")]);
    }

    fn clean(&mut self, s: &mut School, m: &Month) {
        let score = 80 + m.n as i64;
        let fields: Fields<'_> = &[("area", "教学楼走廊"), ("standard", &self.standard), ("kind", "weekly")];
        let good = s.add(1, "cleaning-checks", fields);
        s.step(1, &good, "pass", &[("score", &score.to_string())]);
        let bad = s.add(0, "cleaning-checks", fields);
        s.write(0, &bad, &[("score", "60")]);
        s.step(0, &bad, "ask-rectification", &[("problems", "墙角积灰"), ("responsible", "保洁组"), ("due", "@in 2")]);
        s.step(0, &bad, "report", &[("rectified_note", "已清扫")]);
        s.step(0, &bad, "accept", &[]);
        self.scores.extend([score, 60]);
    }
}
