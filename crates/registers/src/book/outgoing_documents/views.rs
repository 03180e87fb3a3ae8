//! How outgoing documents are shown: columns, groups of the form, prints, reports, derived values and warnings.

use crate::def::{
    Alert, By, Calc, Chart, Column, Derived, Group, Measure, Named, Only, Phase, Report, Tone, Unit, col, derived, l, others, report,
};

pub(super) static LIST: &[Column] = &[
    col("issue_no", 140),
    col("title", 0),
    col("kind", 72),
    col("main_to", 140),
    col("draft_dept", 100),
    col("signer", 84),
    col("doc_date", 100),
    col("due_at", 100),
    col("_state", 110),
];

pub(super) static GROUPS: &[Group] = &[
    Group {
        labels: l("文稿", "文稿", "The draft"),
        fields: &[
            "title",
            "kind",
            "direction",
            "format",
            "main_to",
            "cc",
            "basis",
            "in_reply_to",
            "joint_orgs",
            "body",
            "enclosures",
            "note",
        ],
    },
    Group {
        labels: l("拟稿", "擬稿", "Drafting"),
        fields: &[
            "drafter",
            "draft_dept",
            "drafted_on",
            "urgency",
            "secrecy",
            "secrecy_term",
            "publicity",
            "due_at",
            "submitted_at",
            "to_review",
        ],
    },
    Group {
        labels: l("审核与会审", "審核與會審", "Reviews"),
        fields: &[
            "reviews",
            "dept_reviewer",
            "dept_reviewed_at",
            "office_reviewer",
            "office_reviewed_at",
            "co_signs",
            "co_signed_at",
            "return_reason",
            "returns",
            "withdraw_reason",
            "withdrawn_by",
            "withdrawn_at",
        ],
    },
    Group {
        labels: l("签发与编号", "簽發與編號", "Signature and number"),
        fields: &[
            "to_sign",
            "signer",
            "signed_at",
            "sign_opinion",
            "signed_digest",
            "signatures",
            "org_code",
            "issue_no",
            "doc_date",
            "numbered_at",
            "numbered_by",
        ],
    },
    Group {
        labels: l("复核与印制", "覆核與印製", "Checks and printing"),
        fields: &[
            "pre_checks",
            "print_org",
            "print_date",
            "copies",
            "copy_no",
            "pages",
            "printed_at",
            "post_checks",
            "sealed_at",
            "sealed_by",
        ],
    },
    Group {
        labels: l("分发与送达", "分發與送達", "Sending and receipt"),
        fields: &["dispatch", "dispatched_at", "dispatched_by", "delivered_at", "receipt_note"],
    },
    Group {
        labels: l("备案与归档", "備案與歸檔", "Record and filing"),
        fields: &["recorded_with", "record_no", "recorded_on", "holder", "location", "filed_to", "archived_at", "archived_by"],
    },
];

pub(super) static PRINTS: &[Named] = &[
    Named { id: "drafting-sheet", labels: l("发文稿纸", "發文稿紙", "Drafting sheet") },
    Named { id: "document", labels: l("红头文件", "紅頭文件", "Document with red header") },
    Named { id: "register", labels: l("发文登记簿", "發文登記簿", "Register of outgoing documents") },
    Named { id: "dispatch-sheet", labels: l("分发签收单", "分發簽收單", "Dispatch sheet") },
    Named { id: "delivery-receipt", labels: l("送达回执", "送達回執", "Receipt") },
];

pub(super) static REPORTS: &[Report] = &[
    report("cycle-time", l("各环节用时", "各環節用時", "Time of each stage"), &[By::Field("kind")])
        .measures(&[
            Measure::Span("submitted_at", "dept_reviewed_at"),
            Measure::Span("dept_reviewed_at", "office_reviewed_at"),
            Measure::Span("office_reviewed_at", "co_signed_at"),
            Measure::Span("office_reviewed_at", "signed_at"),
            Measure::Span("signed_at", "numbered_at"),
            Measure::Span("numbered_at", "printed_at"),
            Measure::Span("printed_at", "sealed_at"),
            Measure::Span("sealed_at", "dispatched_at"),
            Measure::Span("dispatched_at", "delivered_at"),
        ])
        .chart(Chart::Table),
    report("total-time", l("办文总用时", "辦文總用時", "Time from draft to dispatch"), &[By::Field("draft_dept")])
        .measures(&[Measure::Span("submitted_at", "dispatched_at"), Measure::Count]),
    report("returns", l("退改统计", "退改統計", "Returns"), &[By::Field("stage"), By::Field("draft_dept")]).rows("returns"),
    report("returns-by-drafter", l("按拟稿人的退改", "按擬稿人的退改", "Returns by drafter"), &[By::Field("drafter"), By::Field("reason")])
        .rows("returns")
        .chart(Chart::Table),
    report("verdicts", l("审核结论统计", "審核結論統計", "Verdicts of reviews"), &[By::Field("stage"), By::Field("draft_dept")])
        .rows("reviews")
        .measures(&[Measure::Share("verdict", &["return"]), Measure::Count]),
    report("volume", l("发文数量", "發文數量", "Volume"), &[By::Month("doc_date")]).only(&[Only::Filled("issue_no")]).chart(Chart::Columns),
    report("by-kind", l("按文种统计", "按文種統計", "By kind"), &[By::Field("kind")]),
    report("by-department", l("按拟稿部门统计", "按擬稿部門統計", "By department"), &[By::Field("draft_dept")]),
    report("by-series", l("按发文代字统计", "按發文代字統計", "By series"), &[By::Field("org_code"), By::Year("doc_date")])
        .only(&[Only::Filled("issue_no")]),
    report("unsigned-receipts", l("未签收清单", "未簽收清單", "Unsigned receipts"), &[By::Title, By::Field("recipient")])
        .rows("dispatch")
        .only(&[Only::Filled("sent"), Only::Empty("signed_at")])
        .chart(Chart::Table),
    report("unsigned-age", l("未签收时长", "未簽收時長", "Age of unsigned receipts"), &[By::Since("sent")])
        .rows("dispatch")
        .only(&[Only::Filled("sent"), Only::Empty("signed_at")])
        .chart(Chart::Columns),
    report("on-time", l("按期发出率", "按期發出率", "Out on time"), &[By::Month("drafted_on")])
        .measures(&[Measure::OnTime("dispatched_at", "due_at"), Measure::Count])
        .chart(Chart::Columns),
];

const SENT: Calc = Calc::Rows("dispatch", "copies");
const SEALED: Calc = Calc::Sum { of: others("seal-uses", "document"), amount: "copies", minus: None };
const COPIES_PRINTED: Calc = Calc::Field("copies");

pub(super) static DERIVED: &[Derived] = &[
    derived("days_taken", l("办文天数", "辦文天數", "Days taken"), Calc::Days("submitted_at", "dispatched_at"), Unit::Days),
    derived("returned_times", l("退改次数", "退改次數", "Times returned"), Calc::RowCount("returns"), Unit::Count),
    derived("copies_sent", l("已分发份数", "已分發份數", "Copies sent"), SENT, Unit::Count),
    derived("copies_left", l("剩余份数", "剩餘份數", "Copies left"), Calc::Minus(&COPIES_PRINTED, &SENT), Unit::Count),
    derived("copies_sealed", l("用印份数", "用印份數", "Copies sealed"), SEALED, Unit::Count),
];

pub(super) static ALERTS: &[Alert] = &[
    Alert {
        id: "more-sent-than-printed",
        labels: l("分发份数多于印数", "分發份數多於印數", "More copies sent than printed"),
        tone: Tone::Red,
        less: COPIES_PRINTED,
        than: SENT,
        phases: &[Phase::Open, Phase::Done],
        answered: None,
    },
    Alert {
        id: "more-sealed-than-printed",
        labels: l("用印份数多于印数", "用印份數多於印數", "More copies sealed than printed"),
        tone: Tone::Red,
        less: COPIES_PRINTED,
        than: SEALED,
        phases: &[Phase::Open, Phase::Done],
        answered: None,
    },
];
