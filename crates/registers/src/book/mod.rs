//! The registers: one file each, and one line of [`ALL`].

use crate::def::Register;

pub mod adjustments;
pub mod appraisals;
pub mod archive_boxes;
pub mod archive_items;
pub mod archive_loans;
pub mod assessments;
pub mod asset_movements;
pub mod assets;
pub mod attendance_exceptions;
pub mod ballots;
pub mod bookings;
pub mod bulletins;
pub mod calendar_days;
pub mod campaigns;
pub mod case_decisions;
pub mod cleaning_checks;
pub mod cleaning_standards;
pub mod correspondence;
mod costs;
pub mod delegations;
pub mod department_visits;
pub mod departments;
pub mod destructions;
pub mod disposals;
pub mod disputes;
pub mod follow_ups;
pub mod fonds;
mod hands;
pub mod hr_reports;
pub mod improvement_actions;
pub mod incoming_documents;
pub mod job_descriptions;
pub mod kpis;
pub mod learning_accounts;
pub mod leave;
pub mod locations;
pub mod maintenance;
pub mod meeting_evaluations;
pub mod meetings;
pub mod month_summaries;
pub mod number_leases;
pub mod observations;
pub mod on_call_rosters;
pub mod orders;
pub mod organisations;
pub mod outgoing_documents;
pub mod participations;
pub mod people;
pub mod process_reviews;
pub mod punches;
pub mod purchase_plans;
pub mod quotes;
pub mod receipts;
pub mod reception_plans;
pub mod reception_standards;
pub mod requisitions;
pub mod rooms;
pub mod safety_inspections;
pub mod seal_custody;
pub mod seal_requests;
pub mod seal_uses;
pub mod seals;
pub mod service_contracts;
pub mod service_requests;
pub mod shifts;
pub mod sops;
pub mod staff_dossiers;
pub mod stand_ups;
pub mod stock_movements;
pub mod stocktakes;
pub mod suggestions;
pub mod suppliers;
pub mod supplies;
pub mod supply_quotas;
pub mod surveys;
pub mod tasks;
pub mod terms;
pub mod topics;
pub mod training_needs;
pub mod training_sessions;
pub mod variances;
pub mod visits;
pub mod waste_guides;

#[cfg(test)]
mod tests;

/// Every register, in the order of the navigation.
pub static ALL: &[&Register] = &[
    &incoming_documents::REGISTER,
    &outgoing_documents::REGISTER,
    &seals::REGISTER,
    &seal_requests::REGISTER,
    &seal_uses::REGISTER,
    &seal_custody::REGISTER,
    &fonds::REGISTER,
    &archive_items::REGISTER,
    &archive_boxes::REGISTER,
    &archive_loans::REGISTER,
    &appraisals::REGISTER,
    &destructions::REGISTER,
    &topics::REGISTER,
    &meetings::REGISTER,
    &meeting_evaluations::REGISTER,
    &rooms::REGISTER,
    &bookings::REGISTER,
    &visits::REGISTER,
    &reception_plans::REGISTER,
    &reception_standards::REGISTER,
    &follow_ups::REGISTER,
    &assets::REGISTER,
    &asset_movements::REGISTER,
    &maintenance::REGISTER,
    &service_contracts::REGISTER,
    &safety_inspections::REGISTER,
    &disposals::REGISTER,
    &stocktakes::REGISTER,
    &observations::REGISTER,
    &variances::REGISTER,
    &supplies::REGISTER,
    &stock_movements::REGISTER,
    &requisitions::REGISTER,
    &supply_quotas::REGISTER,
    &purchase_plans::REGISTER,
    &quotes::REGISTER,
    &orders::REGISTER,
    &receipts::REGISTER,
    &suppliers::REGISTER,
    &cleaning_standards::REGISTER,
    &cleaning_checks::REGISTER,
    &waste_guides::REGISTER,
    &service_requests::REGISTER,
    &on_call_rosters::REGISTER,
    &surveys::REGISTER,
    &ballots::REGISTER,
    &participations::REGISTER,
    &suggestions::REGISTER,
    &improvement_actions::REGISTER,
    &department_visits::REGISTER,
    &campaigns::REGISTER,
    &shifts::REGISTER,
    &punches::REGISTER,
    &leave::REGISTER,
    &attendance_exceptions::REGISTER,
    &month_summaries::REGISTER,
    &staff_dossiers::REGISTER,
    &hr_reports::REGISTER,
    &tasks::REGISTER,
    &stand_ups::REGISTER,
    &bulletins::REGISTER,
    &correspondence::REGISTER,
    &disputes::REGISTER,
    &job_descriptions::REGISTER,
    &sops::REGISTER,
    &process_reviews::REGISTER,
    &kpis::REGISTER,
    &training_needs::REGISTER,
    &training_sessions::REGISTER,
    &assessments::REGISTER,
    &learning_accounts::REGISTER,
    &people::REGISTER,
    &departments::REGISTER,
    &locations::REGISTER,
    &organisations::REGISTER,
    &delegations::REGISTER,
    &terms::REGISTER,
    &calendar_days::REGISTER,
    &number_leases::REGISTER,
    &adjustments::REGISTER,
    &case_decisions::REGISTER,
];

/// The register that a person means: key, or label in any language.
pub fn find(key_or_label: &str) -> Option<&'static Register> {
    let wanted = key_or_label.trim();
    let by_key = ALL.iter().find(|r| r.key.eq_ignore_ascii_case(wanted));
    by_key.or_else(|| ALL.iter().find(|r| r.labels.matches(wanted) || r.one.matches(wanted))).copied()
}
