//! The forms that an output can have: the values of `--format`, `--log` and `--color`.

use clap::ValueEnum;

/// How problems are shown.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Form {
    /// With the lines of the file around each.
    Text,
    /// One line each.
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
    /// For programs; the docs have its schema.
    Json,
    /// A comment for a pull request.
    Markdown,
    /// SARIF 2.1.0, for code hosts: a result for each thing that would change, at its line of the file.
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
    /// A page to move about in, with the plan beside it.
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

/// When to colour.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Colour {
    /// On a terminal, unless NO_COLOR says otherwise.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}
