//! Against which quota a requisition counts: whoever hands it in need not know that there is one.

use registers::book::{requisitions, supply_quotas};
use registers::document::Op;
use registers::{RecordId, Value};
use rusqlite::{OptionalExtension, params};

use crate::commit::Edit;
use crate::{Result, schema};

/// The step with which a requisition is handed in.
const SUBMIT: &str = "submit";

/// Names the quota that is in force for the department on the day of the application, unless somebody named one. Of several
/// the one that began last is the narrowest.
pub(super) fn follow(edit: &mut Edit<'_>, id: RecordId, step: &str) -> Result<()> {
    if step != SUBMIT || edit.stage(id)?.key != requisitions::REGISTER.key {
        return Ok(());
    }
    let record = edit.record(id)?;
    let (department, day) = (record.text(requisitions::REQUESTING_DEPT.id()), record.text(requisitions::APPLIED_ON.id()));
    if record.is_filled(requisitions::QUOTA.id()) || department.is_empty() || day.is_empty() {
        return Ok(());
    }
    let sql = format!(
        "SELECT r.ulid FROM \"{}\" t JOIN record r ON r.id=t.id WHERE t.state='in-force' AND t.f_quota_dept=?1
         AND coalesce(t.f_starts,'')<=?2 AND coalesce(nullif(t.f_ends,''),'9999')>=?2
         ORDER BY coalesce(t.f_starts,'') DESC, r.ulid LIMIT 1",
        schema::table(&supply_quotas::REGISTER)
    );
    let found: Option<[u8; 16]> = edit.connection().prepare_cached(&sql)?.query_row(params![department, day], |r| r.get(0)).optional()?;
    let Some(quota) = found.map(RecordId::from_bytes) else { return Ok(()) };
    edit.put_back(id, &[Op::Set { field: requisitions::QUOTA.id().to_owned(), value: Some(Value::Text(quota.to_string())) }])
}
