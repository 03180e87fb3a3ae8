//! How a register looks: groups of the form, columns of the list, prints; where it stands.

use crate::def::{Labels, l};

/// A group of fields of the form.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Group {
    /// Its heading.
    pub labels: Labels,
    /// Field ids in order.
    pub fields: &'static [&'static str],
}

/// A column of the list: field id (or `_state`, `_updated`) and width in points.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Column {
    /// Field id, or `_state` or `_updated`.
    pub field: &'static str,
    /// Width in points; 0 takes what is left.
    pub width: u16,
}

/// A column.
pub const fn col(field: &'static str, width: u16) -> Column {
    Column { field, width }
}

/// A named print that the register offers.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Named {
    /// Id in kebab-case.
    pub id: &'static str,
    /// What the user reads.
    pub labels: Labels,
}

/// A part of the office under which registers stand in the navigation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Area {
    /// Documents 公文.
    Documents,
    /// Seals 印章.
    Seals,
    /// Archive 档案.
    Archive,
    /// Meetings 会议.
    Meetings,
    /// Reception 接待.
    Reception,
    /// Assets 资产.
    Assets,
    /// Supplies and purchasing 用品采购.
    Supplies,
    /// Environment and logistics 环境后勤.
    Logistics,
    /// Requests and repairs 报修与服务.
    Requests,
    /// Feedback 反馈.
    Feedback,
    /// Staff 人事.
    Staff,
    /// Coordination 协调.
    Coordination,
    /// Improvement and training 改进与培训.
    Improvement,
    /// Master data 基础资料.
    Master,
    /// Settings 设置.
    Settings,
}

impl Area {
    /// All areas, in the order of the navigation.
    pub const ALL: [Area; 15] = [
        Area::Documents,
        Area::Seals,
        Area::Archive,
        Area::Meetings,
        Area::Reception,
        Area::Assets,
        Area::Supplies,
        Area::Logistics,
        Area::Requests,
        Area::Feedback,
        Area::Staff,
        Area::Coordination,
        Area::Improvement,
        Area::Master,
        Area::Settings,
    ];

    /// What the user reads.
    pub const fn labels(self) -> Labels {
        match self {
            Area::Documents => l("公文", "公文", "Documents"),
            Area::Seals => l("印章", "印章", "Seals"),
            Area::Archive => l("档案", "檔案", "Archive"),
            Area::Meetings => l("会议", "會議", "Meetings"),
            Area::Reception => l("接待", "接待", "Reception"),
            Area::Assets => l("资产", "資產", "Assets"),
            Area::Supplies => l("用品采购", "用品採購", "Supplies and purchasing"),
            Area::Logistics => l("环境后勤", "環境後勤", "Environment and logistics"),
            Area::Requests => l("报修与服务", "報修與服務", "Requests and repairs"),
            Area::Feedback => l("反馈", "回饋", "Feedback"),
            Area::Staff => l("人事", "人事", "Staff"),
            Area::Coordination => l("协调", "協調", "Coordination"),
            Area::Improvement => l("改进与培训", "改進與培訓", "Improvement and training"),
            Area::Master => l("基础资料", "基礎資料", "Master data"),
            Area::Settings => l("设置", "設定", "Settings"),
        }
    }
}

/// A space by its number in the membership log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Space {
    /// Documents, assets and all that the whole office may read.
    General = 1,
    /// Visitors and appointments.
    Reception = 2,
    /// Staff.
    Personnel = 3,
    /// Leaders' affairs.
    Leadership = 4,
}

impl Space {
    /// All spaces that an office starts with.
    pub const ALL: [Space; 4] = [Space::General, Space::Reception, Space::Personnel, Space::Leadership];

    /// Number in the membership log.
    pub const fn number(self) -> u32 {
        self as u32
    }

    /// The spaces that a desk with these roles is given when nobody says otherwise: who decides on leave or keeps attendance must
    /// read what staff enter.
    pub fn usual_for(roles: &[String]) -> impl Iterator<Item = Space> + use<> {
        const STAFF: [&str; 5] = ["office-director", "leader", "department-head", "hr", "attendance-clerk"];
        let staff = roles.iter().any(|role| STAFF.contains(&role.as_str()));
        Space::ALL.into_iter().filter(move |space| match space {
            Space::General | Space::Reception => true,
            Space::Personnel => staff,
            Space::Leadership => false,
        })
    }

    /// Name on the command line.
    pub const fn key(self) -> &'static str {
        match self {
            Space::General => "general",
            Space::Reception => "reception",
            Space::Personnel => "personnel",
            Space::Leadership => "leadership",
        }
    }
}
