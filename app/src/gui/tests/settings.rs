//! The office's own settings: live in what is open, and the page that changes them; reminders and the calendar.

use crate::gui::backend::Action;
use crate::gui::{Command, Place};
use eframe::egui::Role;
use egui_kittest::kittest::{NodeT, Queryable};
use registers::{Lang, Op, Value, book};

use super::fake::{Fake, NOW};
use super::screens::{Window, at, click, fill, open, shows};

fn register(key: &str) -> &'static registers::Register {
    book::find(key).unwrap()
}

fn set(field: &str, value: impl Into<Value>) -> Op {
    Op::Set { field: field.into(), value: Some(value.into()) }
}

/// An adjustment that comes in from another desk.
fn arrives(fake: &Fake, register: &str, what: &str, target: &str, more: &[Op]) {
    let ops = [&[set("register", register), set("what", what), set("target", target)], more].concat();
    fake.world.borrow_mut().add(self::register("adjustments"), &ops);
}

/// Presses something that may be scrolled out of sight.
fn press(window: &mut Window, role: Role, name: &str) {
    window.get_by_role_and_label(role, name).click_accesskit();
    window.run();
}

fn has(window: &Window, role: Role, name: &str) -> bool {
    window.query_by_role_and_label(role, name).is_some()
}

fn is_disabled(window: &Window, role: Role, name: &str) -> bool {
    window.get_by_role_and_label(role, name).accesskit_node().is_disabled()
}

fn settings_of(fake: &Fake, option: &str) -> Window {
    let mut window = at(fake, Place::Settings);
    press(&mut window, Role::ComboBox, "登记簿");
    press(&mut window, Role::ListBoxOption, option);
    window
}

/// What was last asked of the writer for the register of adjustments, as field and value.
fn last(fake: &Fake) -> Vec<(String, Option<Value>)> {
    let world = fake.world.borrow();
    let ops = match world.sent.last() {
        Some(Action::Add { register, ops }) => {
            assert_eq!(*register, "adjustments");
            ops
        }
        Some(Action::Edit { ops, .. }) => ops,
        other => panic!("{other:?}"),
    };
    let pair = |op: &Op| if let Op::Set { field, value } = op { (field.clone(), value.clone()) } else { panic!("{op:?}") };
    ops.iter().map(pair).collect()
}

fn is(fake: &Fake, expect: &[(&str, Value)]) {
    let expect: Vec<_> = expect.iter().map(|(f, v)| ((*f).to_owned(), Some(v.clone()))).collect();
    assert_eq!(last(fake), expect);
}

#[test]
fn an_adjustment_of_another_desk_changes_what_is_open() {
    let fake = Fake::with(&[register("assets"), register("tasks")], 4);
    let mut window = at(&fake, Place::Register(register("assets")));
    assert!(!shows(&window, "物名"));
    arrives(&fake, "assets", "register", "", &[set("label_hans", "家底")]);
    arrives(&fake, "assets", "field", "name", &[set("label_hans", "物名")]);
    arrives(&fake, "assets", "extra-field", "x_colour", &[set("label_hans", "颜色"), set("kind", "text"), set("listed", true)]);
    window.run();
    for text in ["家底", "物名", "颜色"] {
        assert!(shows(&window, text), "{text}");
    }
    let now = window.state().backend().registers().iter().find(|r| r.key == "assets").copied().unwrap();
    assert_eq!(window.state().place(), Place::Register(now));
    // A form that is open keeps what was typed and asks for what is new.
    window.state_mut().command(Command::New(None));
    window.run();
    fill(&mut window, "物名", "长桌");
    arrives(&fake, "assets", "extra-field", "x_maker", &[set("label_hans", "木匠"), set("kind", "text")]);
    arrives(&fake, "assets", "field", "brand", &[set("hidden", true)]);
    window.run();
    assert!(!has(&window, Role::TextInput, "品牌"), "a hidden field is no longer asked for");
    window.get_by_role_and_label(Role::TextInput, "木匠").focus();
    window.get_by_role_and_label(Role::TextInput, "木匠").type_text("鲁班");
    window.run();
    window.state_mut().command(Command::Save);
    window.run();
    let sent = fake.world.borrow().sent.last().cloned();
    let Some(Action::Add { ops, .. }) = sent else { panic!("{sent:?}") };
    assert!(ops.contains(&set("x_maker", "鲁班")) && ops.contains(&set(register("assets").title, "长桌")), "{ops:?}");
    let query = crate::gui::backend::Query { register: "assets", ..Default::default() };
    let newest = window.state().backend().page(&query, 0, 1).unwrap().rows.remove(0);
    let card = window.state().backend().card(newest.id).unwrap().unwrap();
    assert_eq!((card.record.text("x_maker"), card.register.field("x_maker").map(|f| f.labels.hans)), ("鲁班", Some("木匠")));
}

#[test]
fn a_dialog_of_a_step_that_is_switched_off_closes() {
    let fake = Fake::with(&[register("tasks")], 0);
    let id = fake.world.borrow_mut().add(register("tasks"), &[set("title", "材料"), Op::State("awaiting-check".into())]);
    let mut window = at(&fake, Place::Register(register("tasks")));
    let step = register("tasks").transition("send-back").unwrap();
    window.state_mut().command(Command::Step(id, step));
    window.run();
    assert!(has(&window, Role::Button, "取消"));
    arrives(&fake, "tasks", "step", "send-back", &[set("hidden", true)]);
    window.run();
    assert!(!has(&window, Role::Button, "取消"));
}

#[test]
fn a_choice_that_is_no_longer_offered_stays_where_it_was_chosen() {
    let fake = Fake::with(&[register("visits")], 0);
    let visit = |fake: &Fake, kind: &str| fake.world.borrow_mut().add(register("visits"), &[set("visitor", "张三"), set("type", kind)]);
    let (parent, other) = (visit(&fake, "parent"), visit(&fake, "other"));
    arrives(&fake, "visits", "choice", "type=parent", &[set("hidden", true)]);
    for (id, offered) in [(parent, true), (other, false)] {
        let mut window = at(&fake, Place::Register(register("visits")));
        window.state_mut().command(Command::Edit(Some(id)));
        window.run();
        let name = register("visits").field("type").unwrap().labels.hans;
        press(&mut window, Role::ComboBox, name);
        assert_eq!(has(&window, Role::ListBoxOption, "家长"), offered);
    }
}

#[test]
fn an_old_record_can_be_edited_though_a_field_is_required_since() {
    let fake = Fake::with(&[register("visits")], 0);
    let id = fake.world.borrow_mut().add(register("visits"), &[set("visitor", "早来的")]);
    arrives(&fake, "visits", "field", "purpose", &[set("required", true)]);
    let mut window = at(&fake, Place::Register(register("visits")));
    window.state_mut().command(Command::Edit(Some(id)));
    window.run();
    fill(&mut window, "来访单位", "区教育局");
    window.state_mut().command(Command::Save);
    window.run();
    let sent = fake.world.borrow().sent.last().cloned();
    assert!(matches!(&sent, Some(Action::Edit { id: edited, .. }) if *edited == id), "{sent:?}");
    window.state_mut().command(Command::New(None));
    window.run();
    fill(&mut window, register("visits").field("visitor").unwrap().labels.hans, "新来的");
    window.state_mut().command(Command::Save);
    window.run();
    assert!(shows(&window, "请填写此项"), "a new one needs it");
}

#[test]
fn a_clerk_changes_fields_without_knowing_ids() {
    let fake = Fake::with(&[register("visits")], 2);
    let mut window = settings_of(&fake, "接待 › 访客登记");
    let purpose = register("visits").field("purpose").unwrap().labels.hans;
    press(&mut window, Role::CheckBox, &format!("必填 {purpose}"));
    is(&fake, &[("register", "visits".into()), ("what", "field".into()), ("target", "purpose".into()), ("required", true.into())]);
    press(&mut window, Role::CheckBox, &format!("显示 {purpose}"));
    is(&fake, &[("hidden", true.into())]);
    press(&mut window, Role::CheckBox, &format!("显示 {purpose}"));
    is(&fake, &[("hidden", false.into())]);
    let title = register("visits").field("visitor").unwrap().labels.hans;
    assert!(is_disabled(&window, Role::CheckBox, &format!("显示 {title}")), "the title is always shown");
    press(&mut window, Role::Button, &format!("改名：{purpose}"));
    let field = window.get_by_role_and_label(Role::TextInput, "名称");
    field.focus();
    field.type_text(&format!("{purpose}（必问）"));
    window.run();
    click(&mut window, Role::Button, "保存");
    is(&fake, &[("label_hans", format!("{purpose}（必问）").into())]);
    assert!(shows(&window, "（必问）"));
    // A further field: kind, words, in the list; its id is found from its label.
    press(&mut window, Role::Button, "增设栏目");
    fill(&mut window, "名称", "通行证颜色");
    press(&mut window, Role::ComboBox, "类型");
    press(&mut window, Role::ListBoxOption, "单选");
    click(&mut window, Role::Button, "保存");
    assert!(shows(&window, "单选和多选请写选项用词"), "the dialog stays and says why");
    fill(&mut window, "选项用词", "红、黄");
    click(&mut window, Role::CheckBox, "列入列表");
    click(&mut window, Role::Button, "保存");
    let sent = last(&fake);
    assert!(
        sent.contains(&("target".into(), Some("x_txzys".into()))) && sent.contains(&("words".into(), Some("红、黄".into()))),
        "{sent:?}"
    );
    window.state_mut().command(Command::New(Some(register("visits"))));
    window.run();
    press(&mut window, Role::ComboBox, "通行证颜色");
    assert!(has(&window, Role::ListBoxOption, "黄"), "and the form asks for it");
}

#[test]
fn columns_of_rows_are_changed_like_fields() {
    let letters = register("incoming-documents");
    let fake = Fake::with(&[letters], 0);
    let record =
        [set("title", "通知"), Op::Line { field: "opinions".into(), row: "r1".into(), cells: vec![("text".into(), "先传阅".into())] }];
    let old = fake.world.borrow_mut().add(letters, &record);
    let mut window = settings_of(&fake, "公文 › 收文登记");
    press(&mut window, Role::CheckBox, "必填 拟办/拟送部门或领导");
    let named = |target: &str| [("register", letters.key.into()), ("what", "field".into()), ("target", target.into())];
    is(&fake, &[&named("opinions/to")[..], &[("required", true.into())]].concat());
    press(&mut window, Role::CheckBox, "显示 拟办/拟办时间");
    is(&fake, &[&named("opinions/at")[..], &[("hidden", true.into())]].concat());
    press(&mut window, Role::Button, "改名：拟办/拟办意见");
    fill(&mut window, "名称", "拟办建议");
    click(&mut window, Role::Button, "保存");
    is(&fake, &[&named("opinions/text")[..], &[("label_hans", "拟办建议".into())]].concat());
    press(&mut window, Role::Button, "选项");
    fill(&mut window, "增加选项：催办/催办方式", "微信");
    press(&mut window, Role::Button, "加入：催办/催办方式");
    assert!(last(&fake).contains(&("target".into(), Some("urges/method".into()))));
    // The page of changes names what was changed in words.
    press(&mut window, Role::Button, "已作调整");
    assert!(shows(&window, "拟办/拟办建议") && shows(&window, "催办/催办方式"));
    // A further column, while a form is open that has a row without it.
    let mut form = at(&fake, Place::Register(letters));
    form.state_mut().command(Command::Edit(Some(old)));
    form.run();
    fill(&mut form, letters.field("title").unwrap().labels.hans, "通知（补）");
    press(&mut window, Role::Button, "栏目");
    press(&mut window, Role::Button, "增设栏目");
    fill(&mut window, "名称", "拟办依据");
    press(&mut window, Role::ComboBox, "放在");
    press(&mut window, Role::ListBoxOption, "拟办的每一行");
    assert!(!has(&window, Role::CheckBox, "列入列表"), "a list has no column for what stands in rows");
    click(&mut window, Role::CheckBox, "必填");
    click(&mut window, Role::Button, "保存");
    assert!(last(&fake).contains(&("target".into(), Some("opinions/x_nbyj".into()))), "{:?}", last(&fake));
    form.run();
    assert!(shows(&form, "拟办依据") || has(&form, Role::Button, "拟办依据"), "the open form has the column");
    form.state_mut().command(Command::Save);
    form.run();
    let sent = fake.world.borrow().sent.last().cloned();
    let Some(Action::Edit { ops, .. }) = sent else { panic!("a row that was there before need not say what is asked since: {sent:?}") };
    assert!(matches!(&ops[..], [Op::Set { field, .. }] if field == "title"), "{ops:?}");
}

#[test]
fn choices_steps_and_states_are_changed_and_taken_back() {
    let fake = Fake::with(&[register("tasks")], 0);
    let mut window = settings_of(&fake, "协调 › 任务督办");
    click(&mut window, Role::Button, "步骤");
    let step = |id: &str| register("tasks").transition(id).unwrap().labels.hans;
    press(&mut window, Role::CheckBox, &format!("启用 {}", step("send-back")));
    is(&fake, &[("register", "tasks".into()), ("what", "step".into()), ("target", "send-back".into()), ("hidden", true.into())]);
    let tasks = window.state().backend().registers().iter().find(|r| r.key == "tasks").copied().unwrap();
    assert!(tasks.transition("send-back").is_none());
    assert!(is_disabled(&window, Role::CheckBox, &format!("启用 {}", step("void"))), "voiding stays");
    press(&mut window, Role::CheckBox, &format!("启用 {}", step("send-back")));
    is(&fake, &[("hidden", false.into())]);
    let state = register("tasks").states[0].labels.hans;
    press(&mut window, Role::Button, &format!("改状态名：{state}"));
    fill(&mut window, "名称", &format!("{state}吧"));
    click(&mut window, Role::Button, "保存");
    is(
        &fake,
        &[
            ("register", "tasks".into()),
            ("what", "state".into()),
            ("target", register("tasks").states[0].id.into()),
            ("label_hans", format!("{state}吧").into()),
        ],
    );
    press(&mut window, Role::Button, "选项");
    let field = register("tasks").all_fields().find(|f| f.choice_list().len() > 1).unwrap();
    let (name, choice) = (field.labels.hans, &field.choice_list()[0]);
    press(&mut window, Role::CheckBox, &format!("可选 {name} {}", choice.labels.hans));
    assert!(last(&fake).contains(&("target".into(), Some(format!("{}={}", field.id, choice.id).into()))));
    fill(&mut window, &format!("增加选项：{name}"), "甲、乙");
    press(&mut window, Role::Button, &format!("加入：{name}"));
    assert!(last(&fake).contains(&("words".into(), Some("甲、乙".into()))));
    assert!(has(&window, Role::CheckBox, &format!("可选 {name} 乙")));
    // The page of changes names them, and voiding one takes it back.
    press(&mut window, Role::Button, "已作调整");
    press(&mut window, Role::Button, &format!("取消调整：{}", step("send-back")));
    fill(&mut window, "作废原因", "恢复原样");
    window.state_mut().command(Command::Save);
    window.run();
    let voided = fake.world.borrow().sent.last().cloned();
    assert!(matches!(voided, Some(Action::Step { step: "void", .. })), "{voided:?}");
    assert!(!has(&window, Role::Button, &format!("取消调整：{}", step("send-back"))));
}

#[test]
fn a_pattern_shows_its_number_at_once_or_why_it_cannot_be_used() {
    let fake = Fake::with(&[register("incoming-documents")], 0);
    let mut window = settings_of(&fake, "公文 › 收文登记");
    click(&mut window, Role::Button, "名称与规则");
    assert!(shows(&window, "例：收〔2026〕1号"));
    fill(&mut window, "编号格式", "收〔{year}〕{n}号{n}");
    assert!(shows(&window, "有且只有一个流水号"), "two running numbers");
    assert!(is_disabled(&window, Role::Button, "采用这个格式"));
    let fake = Fake::with(&[register("incoming-documents")], 0);
    let mut window = settings_of(&fake, "公文 › 收文登记");
    click(&mut window, Role::Button, "名称与规则");
    fill(&mut window, "编号格式", "收〔{year}〕{n}号（办）");
    assert!(shows(&window, "例：收〔2026〕1号（办）"));
    press(&mut window, Role::Button, "采用这个格式");
    let sent = last(&fake);
    assert!(sent.contains(&("pattern".into(), Some("收〔{year}〕{n}号（办）".into()))), "{sent:?}");
    // Days of a deadline, by choice, and reminders.
    let urgent = register("incoming-documents").field("urgency").unwrap().choice_list().iter().find(|c| c.id == "urgent").unwrap();
    fill(&mut window, urgent.labels.hans, "30");
    press(&mut window, Role::Button, &format!("保存天数：{}", urgent.labels.hans));
    let sent = last(&fake);
    assert!(sent.contains(&("target".into(), Some("urgent".into()))) && sent.contains(&("days".into(), Some(30.into()))), "{sent:?}");
    press(&mut window, Role::RadioButton, "计算方式 自然日");
    assert!(last(&fake).contains(&("working".into(), Some(false.into()))));
    fill(&mut window, "提前几个工作日提醒", "x");
    press(&mut window, Role::Button, "保存提醒");
    let rule = window.state().backend().registers().iter().find(|r| r.key == "incoming-documents").unwrap().due.unwrap();
    assert_eq!((rule.days.iter().find(|(id, _)| *id == "urgent").map(|(_, d)| *d), rule.working), (Some(30), false));
}

#[test]
fn the_hours_of_the_office_are_set_where_a_deadline_has_a_time_of_day() {
    let fake = Fake::with(&[register("service-requests")], 0);
    let mut window = settings_of(&fake, "报修与服务 › 报修与首问登记");
    click(&mut window, Role::Button, "名称与规则");
    fill(&mut window, "工作时间", "x");
    press(&mut window, Role::Button, "保存工作时间");
    assert!(fake.world.borrow().sent.is_empty(), "what would have no effect is not sent");
    // It takes the place of the 8:00-17:00 that stands there.
    let mut window = settings_of(&fake, "报修与服务 › 报修与首问登记");
    click(&mut window, Role::Button, "名称与规则");
    fill(&mut window, "工作时间", "8:30-17:30");
    press(&mut window, Role::Button, "保存工作时间");
    let sent = last(&fake);
    let hours = ("hours".into(), Some("8:30-17:30".into()));
    assert!(sent.contains(&("what".into(), Some("deadline".into()))) && sent.contains(&hours), "{sent:?}");
}

#[test]
fn the_settings_speak_every_language() {
    for (lang, title) in [(Lang::ZhHans, "登记簿设置"), (Lang::ZhHant, "登記簿設定"), (Lang::En, "Settings of registers")] {
        let fake = Fake::with(&[register("visits")], 1);
        let mut window = open(&fake, lang);
        click(&mut window, Role::Button, title);
        assert_eq!(window.state().place(), Place::Settings);
        assert!(shows(&window, title));
    }
}

#[test]
fn the_bell_counts_what_is_due_and_leads_there() {
    let fake = Fake::with(&[register("tasks")], 0);
    let task = |title: &str, due: i64| {
        let due = Value::date(NOW.date() + jiff::Span::new().days(due));
        fake.world.borrow_mut().add(register("tasks"), &[set("title", title), set("due_at", due), Op::State("doing".into())]);
    };
    task("过期的", -3);
    task("今天的", 0);
    task("远的", 40);
    let mut window = open(&fake, Lang::ZhHans);
    window.run();
    click(&mut window, Role::Button, "提醒 2 项");
    assert!(shows(&window, "今日到期 · 任务 · 今天的") && shows(&window, "逾期 1 个工作日 · 任务 · 过期的"));
    press(&mut window, Role::ListBoxOption, "今日到期 · 任务 · 今天的");
    assert!(matches!(window.state().place(), Place::Register(r) if r.key == "tasks"));
}

#[test]
fn the_calendar_shows_holidays_make_up_days_and_what_is_due() {
    let fake = Fake::with(&[register("tasks")], 0);
    let due = [set("title", "月底的材料"), set("due_at", Value::date(NOW.date())), Op::State("doing".into())];
    fake.world.borrow_mut().add(register("tasks"), &due);
    let mut window = open(&fake, Lang::ZhHans);
    click(&mut window, Role::Button, "校历");
    assert!(shows(&window, "2026年11月") && shows(&window, "本月 21 个工作日"), "a month without holidays");
    assert!(has(&window, Role::Button, "到期：月底的材料"));
    click(&mut window, Role::Button, "上个月");
    assert!(shows(&window, "2026-10-01 休 国庆节") && shows(&window, "2026-10-10 班 国庆节"));
    assert!(!shows(&window, "尚未公布"));
    for _ in 0..3 {
        click(&mut window, Role::Button, "下个月");
    }
    assert!(shows(&window, "2027年1月") && shows(&window, "2027 年放假安排尚未公布"));
    click(&mut window, Role::Button, "登记放假或调休");
    assert!(matches!(window.state().place(), Place::Register(r) if r.key == "calendar-days"));
}

#[test]
fn a_deputy_has_the_buttons_of_the_steps_that_were_delegated() {
    let fake = Fake::with(&[register("incoming-documents")], 0);
    let step = register("incoming-documents").transitions.iter().find(|t| t.roles.contains(&"leader") && !t.roles.contains(&"clerk"));
    let step = step.expect("leaders have a step of their own");
    let id = fake.world.borrow_mut().add(register("incoming-documents"), &[set("title", "通知"), Op::State(step.from[0].into())]);
    let mut me = super::fake::me();
    me.roles = vec!["clerk".into()];
    fake.world.borrow_mut().setup = Some(crate::gui::backend::Setup::Ready(me));
    let mut window = at(&fake, Place::Home);
    window.state_mut().command(Command::Open(register("incoming-documents"), id));
    window.run();
    assert!(!has(&window, Role::Button, step.labels.hans));
    let given = registers::workflow::Delegation {
        from: "王校长".into(),
        roles: vec!["leader".into()],
        registers: Vec::new(),
        excluded: Vec::new(),
        limit: None,
    };
    fake.world.borrow_mut().delegations = vec![given];
    fake.world.borrow_mut().touch();
    window.run();
    assert!(has(&window, Role::Button, step.labels.hans));
}

#[test]
fn a_register_is_found_by_its_name_in_any_language_or_by_initials() {
    let fake = Fake::office(1);
    let mut window = at(&fake, Place::Settings);
    press(&mut window, Role::ComboBox, "登记簿");
    let all = window.get_all_by_role(Role::ListBoxOption).count();
    assert!(all > 60);
    let labels = register("visits").labels;
    let visits = labels.hans;
    for typed in [registers::search::initials(visits), labels.en.to_lowercase(), labels.hant.to_owned()] {
        let shown = |window: &Window| {
            window.query_all_by_role(Role::ListBoxOption).any(|n| n.accesskit_node().label().is_some_and(|l| l.contains(visits)))
        };
        fill(&mut window, "查找登记簿：名称或拼音首字母", &typed);
        assert!(shown(&window) && window.get_all_by_role(Role::ListBoxOption).count() < 12, "{typed}");
        // The list is closed and opened again: it shows all.
        window.key_press(eframe::egui::Key::Escape);
        window.run();
        press(&mut window, Role::ComboBox, "登记簿");
        assert_eq!(window.get_all_by_role(Role::ListBoxOption).count(), all);
    }
    fill(&mut window, "查找登记簿：名称或拼音首字母", "没有的");
    assert!(shows(&window, "没有这样的登记簿"));
    window.key_press(eframe::egui::Key::Escape);
    window.run();
    press(&mut window, Role::ComboBox, "登记簿");
    fill(&mut window, "查找登记簿：名称或拼音首字母", "Visits");
    window.key_press(eframe::egui::Key::Enter);
    window.run();
    assert!(has(&window, Role::Button, "栏目"), "Enter takes the first one");
}

#[test]
fn all_registers_are_offered_and_say_how_much_of_them_is_adjusted() {
    let fake = Fake::with(&[register("assets"), register("tasks")], 4);
    arrives(&fake, "assets", "field", "name", &[set("label_hans", "物名")]);
    let mut window = at(&fake, Place::Settings);
    assert!(has(&window, Role::Button, "设置：固定资产（已调整 1 处）"));
    press(&mut window, Role::Button, "设置：固定资产（已调整 1 处）");
    assert!(shows(&window, "物名"), "its fields are open");
}
