//! What rows cost: the amount follows from number and price, as far as nobody has said another one.

use registers::def::Product;
use registers::document::{Line, Op, Record};
use registers::{RecordId, Register, Value};

use super::Edit;
use crate::Result;

impl Edit<'_> {
    /// Writes the amounts of the rows whose number or price was written. An amount that a person typed stays, as on an invoice
    /// whose prices are rounded; one that followed from what stood there before follows again.
    pub(super) fn follow_costs(&mut self, id: RecordId, register: &Register, before: &Record) -> Result<()> {
        let mut follows = Vec::new();
        for product in register.products {
            let now = self.current(id)?;
            let rows = now.lines.get(product.lines).map_or(&[][..], Vec::as_slice);
            follows.extend(rows.iter().filter_map(|row| amount_of(product, before, row)));
        }
        self.write(id, &follows)
    }
}

fn amount_of(product: &Product, before: &Record, row: &Line) -> Option<Op> {
    let stood = before.lines.get(product.lines).and_then(|rows| rows.iter().find(|r| r.id == row.id));
    let written = |column: &str| stood.is_none_or(|stood| stood.cell(column) != row.cell(column));
    let cost = cost_of(product, row).filter(|_| written(product.number) || written(product.price))?;
    let said = row.cell(product.to).filter(|v| !v.is_empty());
    let ours = |amount: &Value| {
        let followed = stood.and_then(|stood| cost_of(product, stood));
        !written(product.to) && followed.as_ref() == Some(amount)
    };
    if said.is_some_and(|amount| !ours(amount)) || said == Some(&cost) {
        return None;
    }
    Some(Op::Set { field: format!("{}/{}/{}", product.lines, row.id, product.to), value: Some(cost) })
}

fn cost_of(product: &Product, row: &Line) -> Option<Value> {
    let price = row.cell(product.price).and_then(Value::as_integer)?;
    row.cell(product.number)?.cost(price).map(Value::Integer)
}
