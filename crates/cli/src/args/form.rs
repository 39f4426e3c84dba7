//! The values of `--format`, `--log` and `--color`.

use clap::ValueEnum;

/// How `validate` shows problems.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Form {
    /// For people, with the lines of the file around each problem.
    Text,
    /// One line for each problem.
    Short,
    /// For programs; docs/findings.schema.json describes it.
    Json,
    /// SARIF 2.1.0, for code hosts.
    Sarif,
    /// JUnit XML, for build servers.
    Junit,
}

/// How a plan is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum PlanForm {
    /// For people.
    Text,
    /// For programs; docs/plan.schema.json describes it.
    Json,
    /// A comment for a pull request.
    Markdown,
    /// SARIF 2.1.0, for code hosts: one result for each change, at its line of the file.
    Sarif,
    /// JUnit XML, for build servers.
    Junit,
}

/// How a drift report is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum DriftForm {
    /// For people: a table, or one line.
    Text,
    /// For programs; docs/findings.schema.json describes it.
    Json,
    /// SARIF 2.1.0, for code hosts.
    Sarif,
    /// JUnit XML, for build servers.
    Junit,
    /// For an issue or a comment.
    Markdown,
}

/// How an answer, or a history, is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum AnswerForm {
    /// For people.
    Text,
    /// For programs.
    Json,
}

/// How a picture is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum PictureForm {
    /// A drawing.
    Svg,
    /// A page with zoom and search, and the plan beside the picture.
    Html,
    /// For graphviz.
    Dot,
    /// For Markdown.
    Mermaid,
}

/// The form of log lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum LogForm {
    /// For people.
    Text,
    /// One JSON object a line.
    Json,
}

/// When to use colours.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Colour {
    /// On a terminal, unless NO_COLOR is set.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// How requests are signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum SignatureVersion {
    /// HMAC-SHA1, which every product takes as well.
    V1,
    /// ACS3-HMAC-SHA256, as the vendor's current SDKs sign.
    V3,
}
