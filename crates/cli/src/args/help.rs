//! Examples, documentation pages and exit codes for the help and the manual page of each command.

use clap::Command;

/// Returns where the documentation can be read, such as `https://example.com/cen/docs`: what the environment says, else what the build says.
/// None means that nobody has published it; pages are then named by their place in the source and in a release archive.
pub(crate) fn documentation() -> Option<String> {
    let here = std::env::var("CEN_DOCS_URL").ok();
    let built = option_env!("CEN_DOCS_URL").map(str::to_owned);
    here.or(built).filter(|base| !base.is_empty())
}

/// The examples, page and exit codes of a command.
#[derive(Debug)]
pub(crate) struct Guide {
    /// The name of the command; empty for `cen` itself.
    pub(crate) command: &'static str,
    /// Command lines, each with what it does.
    pub(crate) examples: &'static [(&'static str, &'static str)],
    /// The page of the documentation, below docs/.
    pub(crate) page: &'static str,
    /// The exit codes, each with what it means for this command.
    pub(crate) exits: &'static [(u8, &'static str)],
    /// True if the command calls a cloud or a simulator.
    pub(crate) has_target: bool,
    /// The commands to read about next.
    pub(crate) see: &'static [&'static str],
}

const USAGE: (u8, &str) = (64, "The command line cannot be understood.");
const ERROR: (u8, &str) = (1, "Something is wrong; stderr says what.");

/// The guides of all commands, in the order of `cen --help`.
pub(crate) const GUIDES: &[Guide] = &[
    Guide {
        command: "",
        examples: &[
            ("cen validate office.yaml", "Checks the file."),
            (
                "cen diff office.yaml --simulate",
                "Shows what an apply would do, on the simulator.",
            ),
            (
                "cen apply office.yaml",
                "Makes the cloud match the file, after a question.",
            ),
        ],
        page: "command-line.md",
        exits: &[
            (0, "Nothing to do, or all done."),
            ERROR,
            (2, "Changes are pending, or there is drift."),
            (
                3,
                "An apply ended with something failed, skipped, unknown or left over, or was interrupted.",
            ),
            (
                4,
                "Refused by a guard, declined, or there was no terminal to ask.",
            ),
            USAGE,
        ],
        has_target: true,
        see: &[
            "validate", "diff", "apply", "drift", "export", "explain", "simulate",
        ],
    },
    Guide {
        command: "init",
        examples: &[
            (
                "cen init --all-profiles -o office.yaml",
                "Writes a file for the accounts of all profiles of the Alibaba CLI.",
            ),
            (
                "cen init --account main=1250000000000001",
                "Writes topology.yaml for one account.",
            ),
        ],
        page: "first-use.md#your-own-network",
        exits: &[
            (0, "The file was written."),
            ERROR,
            (
                4,
                "The file exists, or there was no terminal to ask for accounts.",
            ),
            USAGE,
        ],
        has_target: true,
        see: &["export", "fmt", "diff"],
    },
    Guide {
        command: "fmt",
        examples: &[
            ("cen fmt office.yaml", "Lays out one file."),
            (
                "cen fmt --check topologies",
                "Lists the files of a folder that have another layout.",
            ),
        ],
        page: "topology.md#layout",
        exits: &[
            (0, "Every file has the layout now."),
            (1, "A file cannot be read, or cannot be laid out."),
            (2, "With --check: a file would change."),
            USAGE,
        ],
        has_target: false,
        see: &["validate", "init"],
    },
    Guide {
        command: "validate",
        examples: &[
            ("cen validate office.yaml", "Checks one file."),
            (
                "cen validate -f sarif topologies/a.yaml topologies/b.yaml",
                "Checks two files for a code host.",
            ),
        ],
        page: "command-line.md#cen-validate-file",
        exits: &[
            (0, "Every file is a valid topology."),
            (1, "A file has a problem or cannot be read."),
            USAGE,
        ],
        has_target: false,
        see: &["diff", "explain", "schema"],
    },
    Guide {
        command: "diff",
        examples: &[
            (
                "cen diff office.yaml --simulate",
                "Compares the file with the simulator.",
            ),
            (
                "cen plan office.yaml -o plan.json",
                "Writes the plan to a file for `cen apply`.",
            ),
            (
                "cen diff old.yaml new.yaml -f markdown",
                "Says what a change of the file means, as a comment.",
            ),
        ],
        page: "command-line.md#cen-diff-file-or-old-new",
        exits: &[
            (0, "There is nothing to do."),
            (1, "No plan can be made, or something could not be read."),
            (2, "Changes are pending."),
            USAGE,
        ],
        has_target: true,
        see: &["apply", "drift", "observe"],
    },
    Guide {
        command: "drift",
        examples: &[
            (
                "cen drift topologies",
                "Compares every file of a folder with the cloud.",
            ),
            (
                "cen drift topologies -j 4 -f junit",
                "Looks at four files at a time and reports for a build server.",
            ),
        ],
        page: "operations.md#every-night",
        exits: &[
            (0, "Nothing differs but what is acknowledged or left alone."),
            (1, "A file or the cloud could not be judged."),
            (2, "Something differs."),
            USAGE,
        ],
        has_target: true,
        see: &["diff", "observe"],
    },
    Guide {
        command: "apply",
        examples: &[
            (
                "cen apply office.yaml --simulate",
                "Rehearses on the simulator.",
            ),
            (
                "cen apply plan.json --yes --allow-purchase",
                "Executes a reviewed plan without a question.",
            ),
        ],
        page: "command-line.md#what-an-apply-may-do",
        exits: APPLY,
        has_target: true,
        see: &["diff", "history", "destroy"],
    },
    Guide {
        command: "destroy",
        examples: &[(
            "cen destroy office.yaml --simulate",
            "Rehearses the removal on the simulator.",
        )],
        page: "changes.md#everything",
        exits: APPLY,
        has_target: true,
        see: &["apply", "history"],
    },
    Guide {
        command: "history",
        examples: &[
            (
                "cen history office.yaml",
                "Shows the last ten runs of a file.",
            ),
            (
                "cen history --last 1 -f json",
                "Shows the last run of each journal of this folder, for a program.",
            ),
        ],
        page: "operations.md#past-runs",
        exits: &[(0, "The history was printed."), ERROR, USAGE],
        has_target: false,
        see: &["apply"],
    },
    Guide {
        command: "observe",
        examples: &[
            (
                "cen observe office.yaml -o snapshot.json",
                "Saves the state of the cloud.",
            ),
            (
                "cen diff office.yaml --observed snapshot.json",
                "Compares with it later, without the cloud.",
            ),
        ],
        page: "command-line.md#cen-observe-file",
        exits: &[
            (0, "The snapshot is complete."),
            (1, "There is no snapshot, or it has gaps."),
            USAGE,
        ],
        has_target: true,
        see: &["diff", "export"],
    },
    Guide {
        command: "export",
        examples: &[(
            "cen export --account main=1250000000000001 -o office.yaml",
            "Writes a topology file for what the account has.",
        )],
        page: "export.md",
        exits: &[
            (0, "The file was written."),
            ERROR,
            (4, "The file exists, and --force was not given."),
            USAGE,
        ],
        has_target: true,
        see: &["diff", "apply"],
    },
    Guide {
        command: "reach",
        examples: &[
            (
                "cen reach office.yaml web database",
                "Answers as the file says.",
            ),
            (
                "cen reach office.yaml web database --live",
                "Answers as the cloud is now.",
            ),
        ],
        page: "pictures.md",
        exits: &[
            (0, "The two can talk."),
            ERROR,
            (2, "The two cannot talk."),
            USAGE,
        ],
        has_target: true,
        see: &["graph", "diff"],
    },
    Guide {
        command: "graph",
        examples: &[
            ("cen graph office.yaml -o office.svg", "Draws the file."),
            (
                "cen graph plan.json -o plan.html",
                "Makes a page of a plan, with zoom and search.",
            ),
        ],
        page: "pictures.md",
        exits: &[(0, "The picture was written."), ERROR, USAGE],
        has_target: true,
        see: &["reach", "diff"],
    },
    Guide {
        command: "simulate",
        examples: &[(
            "cen simulate --seed office.yaml --write-profiles profiles.json",
            "Serves a cloud that has what the file names.",
        )],
        page: "simulator.md",
        exits: &[(0, "It was ended by a signal."), ERROR, USAGE],
        has_target: false,
        see: &["apply", "diff"],
    },
    Guide {
        command: "doctor",
        examples: &[
            (
                "cen doctor office.yaml --reader",
                "Checks all that a nightly comparison needs.",
            ),
            (
                "cen doctor office.yaml --policy",
                "Prints the RAM policies that the file needs.",
            ),
        ],
        page: "command-line.md#cen-doctor-file",
        exits: &[
            (0, "Nothing is wrong."),
            (
                1,
                "Something is wrong, or an answer that would tell it did not come.",
            ),
            USAGE,
        ],
        has_target: true,
        see: &["diff", "drift"],
    },
    Guide {
        command: "explain",
        examples: &[
            ("cen explain CEN064", "Prints the page of a code."),
            (
                "cen explain Operation.Blocking",
                "Explains a code of the cloud.",
            ),
        ],
        page: "command-line.md#cen-explain-code",
        exits: &[
            (0, "The code is known."),
            (1, "The code is unknown."),
            USAGE,
        ],
        has_target: false,
        see: &["validate"],
    },
    Guide {
        command: "completions",
        examples: &[
            (
                "source <(cen completions bash)",
                "Completes in this shell; for good in ~/.bashrc.",
            ),
            (
                "cen completions fish > ~/.config/fish/completions/cen.fish",
                "Completes in fish.",
            ),
        ],
        page: "command-line.md#cen-completions-cen-man-and-cen-schema",
        exits: &[(0, "The script was printed."), ERROR, USAGE],
        has_target: false,
        see: &["man", "schema"],
    },
    Guide {
        command: "man",
        examples: &[(
            "cen man -o /usr/local/share/man/man1",
            "Writes the manual pages.",
        )],
        page: "command-line.md#cen-completions-cen-man-and-cen-schema",
        exits: &[(0, "The pages were written."), ERROR, USAGE],
        has_target: false,
        see: &["completions", "schema"],
    },
    Guide {
        command: "schema",
        examples: &[(
            "cen schema > topology.schema.json",
            "Writes the schema for an editor.",
        )],
        page: "command-line.md#cen-completions-cen-man-and-cen-schema",
        exits: &[(0, "The schema was printed."), ERROR, USAGE],
        has_target: false,
        see: &["validate", "completions"],
    },
];

const APPLY: &[(u8, &str)] = &[
    (0, "All is done, or there was nothing to do."),
    (
        1,
        "No plan can be made, or something could not be read or written.",
    ),
    (
        3,
        "Something failed, was skipped, is unknown or is left over; or the run was interrupted.",
    ),
    (
        4,
        "Refused by a guard, a journal or a lock; declined; or there was no terminal to ask.",
    ),
    USAGE,
];

/// Returns the guide of a command; none for one that has none, such as `help`.
pub(crate) fn guide(command: &str) -> Option<&'static Guide> {
    GUIDES.iter().find(|guide| guide.command == command)
}

/// Adds examples and the page of the documentation to the help of every command.
pub(crate) fn with_guides(command: Command) -> Command {
    let command = with_guide(command, "");
    GUIDES
        .iter()
        .filter(|guide| !guide.command.is_empty())
        .fold(command, |command, guide| {
            command.mut_subcommand(guide.command, |command| with_guide(command, guide.command))
        })
}

fn with_guide(command: Command, name: &str) -> Command {
    match guide(name) {
        Some(guide) => command.after_help(guide.to_string()),
        None => command,
    }
}

impl Guide {
    /// Returns where its page can be read.
    pub(crate) fn link(&self) -> String {
        match documentation() {
            Some(base) => format!("{}/{}", base.trim_end_matches('/'), self.page),
            None => format!("docs/{}", self.page),
        }
    }
}

impl std::fmt::Display for Guide {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Examples:\n")?;
        for (line, does) in self.examples {
            writeln!(f, "  {line}\n          {does}")?;
        }
        write!(f, "\nMore: {}", self.link())
    }
}
