//! Whose everyday work steps are, in several books. Who may do a step since a record names them is said at the step.

/// The general office.
pub(super) const OFFICE: &[&str] = &["clerk", "office-director"];
/// The general office and those who lead.
pub(super) const LED: &[&str] = &["clerk", "office-director", "leader"];
/// The general office and heads of department.
pub(super) const HEADED: &[&str] = &["clerk", "office-director", "department-head"];
/// Those who hold meetings.
pub(super) const MEETING: &[&str] = &["clerk", "office-director", "chair", "recorder"];
/// Those who keep rooms.
pub(super) const ROOMS: &[&str] = &["clerk", "office-director", "asset-manager"];
/// Those who receive visitors.
pub(super) const RECEPTION: &[&str] = &["reception", "clerk", "office-director"];
/// Those who keep assets.
pub(super) const ASSETS: &[&str] = &["asset-manager", "office-director"];
/// Those who keep assets, in departments too.
pub(super) const ASSET_CLERKS: &[&str] = &["asset-manager", "department-asset-clerk", "office-director"];
/// Those who repair.
pub(super) const REPAIRS: &[&str] = &["technician", "asset-manager", "clerk", "office-director"];
/// Those who deal with requests.
pub(super) const SERVICE: &[&str] = &["handler", "technician", "reception", "clerk", "office-director"];
/// Those who buy.
pub(super) const BUYING: &[&str] = &["buyer", "clerk", "office-director"];
/// Those who keep the store.
pub(super) const STORE: &[&str] = &["storekeeper", "clerk", "office-director"];
/// Those who keep seals.
pub(super) const SEALS: &[&str] = &["seal-keeper", "office-director"];
/// Those who keep the archive.
pub(super) const ARCHIVE: &[&str] = &["archivist", "clerk", "office-director"];
/// Those who keep attendance.
pub(super) const ATTENDANCE: &[&str] = &["attendance-clerk", "hr", "clerk", "office-director"];
/// Those who keep staff matters.
pub(super) const STAFF: &[&str] = &["hr", "clerk", "office-director"];
/// Those who write down how work is done.
pub(super) const WRITING: &[&str] = &["hr", "clerk", "office-director", "department-head"];
