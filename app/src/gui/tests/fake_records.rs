//! What the records of the backend in memory say.

use registers::def::{Kind, Register};
use registers::{Line, Op, Record, Value};

use super::fake::NOW;

/// Plausible contents for every kind of field.
pub fn sample(register: &'static Register, at: usize) -> Vec<Op> {
    const THINGS: [&str; 6] =
        ["立式空调 3 匹", "台式计算机", "显微镜 XSP-2CA", "关于开展安全检查的通知", "学生课桌椅（双人）", "多功能打印机"];
    const NAMES: [&str; 6] = ["梁涛洋", "周红", "陈建国", "吕兰", "邱浩曦", "郑嘉博"];
    let mut ops = Vec::new();
    for field in register.all_fields().filter(|f| !f.id.starts_with("void")) {
        let set = |value: Value| Op::Set { field: field.id.to_owned(), value: Some(value) };
        let name = NAMES[at % NAMES.len()];
        match field.kind {
            Kind::Text if field.id == register.title => ops.push(set(format!("{} {}", THINGS[at % THINGS.len()], at + 1).into())),
            Kind::Text if register.number.is_some_and(|n| n.field == field.id) => {}
            Kind::Text if field.required || at % 3 != 2 => ops.push(set(format!("博雅楼 {}室", 101 + at % 400).into())),
            Kind::Person | Kind::Private => ops.push(set(name.into())),
            Kind::Department => ops.push(set("信息技术中心".into())),
            Kind::Date => ops.push(set(Value::date(NOW.date() - jiff::Span::new().days((at % 900) as i64)))),
            Kind::Time => ops.push(set(Value::time(NOW - jiff::Span::new().hours((at % 90) as i64)))),
            Kind::Money => ops.push(set(Value::Integer((at as i64 * 7_919_993 + 16_434) % 9_000_000))),
            Kind::Integer { min, max } => ops.push(set(Value::Integer((at as i64 % 40 + 1).clamp(min, max)))),
            Kind::Decimal { min, max } => {
                ops.push(set(Value::decimal((at as i64 % 40 * 2_500 + 10_000).clamp(min * 10_000, max * 10_000))))
            }
            Kind::YesNo => ops.push(set(Value::Yes(at.is_multiple_of(2)))),
            Kind::Choice(list) if !list.is_empty() => ops.push(set(list[at % list.len()].id.into())),
            Kind::Choices(list) if !list.is_empty() => {
                ops.push(Op::Member { field: field.id.into(), member: list[at % list.len()].id.into(), on: true })
            }
            Kind::Lines(lines) if at.is_multiple_of(3) => {
                ops.push(Op::Line { field: field.id.into(), row: String::new(), cells: line(lines.columns, name) })
            }
            _ => {}
        }
    }
    ops
}

fn line(columns: &[registers::Field], name: &str) -> Vec<(String, Value)> {
    let cell = |c: &registers::Field| match c.kind {
        Kind::Text | Kind::Person => Some((c.id.to_owned(), Value::from(name))),
        Kind::Date => Some((c.id.to_owned(), Value::date(NOW.date()))),
        Kind::Time => Some((c.id.to_owned(), Value::time(NOW))),
        Kind::YesNo => Some((c.id.to_owned(), Value::Yes(true))),
        Kind::Choice(list) => list.first().map(|l| (c.id.to_owned(), Value::from(l.id))),
        _ => None,
    };
    columns.iter().filter_map(cell).collect()
}

/// The operations on a record, as far as screens can tell.
pub fn write(record: &mut Record, ops: &[Op]) {
    for op in ops {
        match op {
            Op::Set { field, value } if field == "_state" => {
                record.states = value.iter().filter_map(|v| v.as_text().map(str::to_owned)).collect()
            }
            Op::Set { field, value } => match value {
                Some(value) => {
                    record.fields.insert(field.clone(), vec![value.clone()]);
                }
                None => {
                    record.fields.remove(field);
                }
            },
            Op::Text { field, text } => {
                record.fields.insert(field.clone(), vec![text.as_str().into()]);
            }
            Op::Member { field, member, on } => {
                let set = record.sets.entry(field.clone()).or_default();
                if *on {
                    set.insert(member.clone())
                } else {
                    set.remove(member)
                };
            }
            Op::Line { field, cells, .. } => {
                let rows = record.lines.entry(field.clone()).or_default();
                let cells = cells.iter().map(|(c, v)| (c.clone(), vec![v.clone()])).collect();
                rows.push(Line { id: format!("ROW{}", rows.len()), cells });
            }
            Op::DropLine { field, row } => record.lines.entry(field.clone()).or_default().retain(|l| l.id != *row),
            Op::State(state) => record.states = vec![state.clone()],
        }
    }
}
