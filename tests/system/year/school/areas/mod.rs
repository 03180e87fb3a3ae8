//! The areas of the office, one a file.

mod archive;
mod attendance;
mod coordination;
mod feedback;
mod letters;
mod masters;
mod meetings;
mod outgoing;
mod reception;
mod seals;
mod service;
mod stocktake;
mod supplies;

use super::Area;

/// Every area, in the order in which people turn to it.
pub fn all() -> Vec<Box<dyn Area>> {
    vec![
        Box::<masters::Masters>::default(),
        Box::<letters::Letters>::default(),
        Box::<outgoing::Outgoing>::default(),
        Box::<seals::Seals>::default(),
        Box::<archive::Archive>::default(),
        Box::<meetings::Meetings>::default(),
        Box::<stocktake::Stocktake>::default(),
        Box::<supplies::Supplies>::default(),
        Box::<service::Service>::default(),
        Box::<attendance::Attendance>::default(),
        Box::<feedback::Feedback>::default(),
        Box::<coordination::Coordination>::default(),
        Box::<reception::Reception>::default(),
    ]
}
