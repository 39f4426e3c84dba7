//! The command line as clap reads it.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

/// Declarative networks on Alibaba Cloud Enterprise Network.
#[derive(Debug, Parser)]
#[command(name = "cen", version)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Command,
    /// When to colour.
    #[arg(long, global = true, value_enum, default_value_t = Colour::Auto)]
    pub(crate) color: Colour,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Check topology files offline and tell every problem at once.
    Validate(Validate),
    /// Print the JSON Schema of the topology file, for editors.
    Schema,
}

#[derive(Debug, Args)]
pub(crate) struct Validate {
    /// The topology files.
    #[arg(required = true, value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    /// How problems are shown.
    #[arg(long, value_enum, default_value_t = Form::Text)]
    pub(crate) format: Form,
}

/// How problems are shown.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Form {
    /// With the lines of the file around each.
    Text,
    /// One line each.
    Short,
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
