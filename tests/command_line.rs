//! Tests the `cen` command as a user runs it: exit codes, stdout and stderr.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use crate::support::Machine;

fn cen(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_cen"))
        .args(arguments)
        .env("NO_COLOR", "1")
        .output()
        .unwrap()
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap()
}

fn examples() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../topologies");
    let files = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    // A developer who ran the README's first command also has a simulated world in this folder.
    let mut files: Vec<_> = files
        .filter(|path| path.extension().is_some_and(|kind| kind == "yaml"))
        .collect();
    files.sort();
    files
}

/// Runs `validate` on a file with these bytes. It must fail with exit code 1 and print to stderr
/// only.
fn refused(bytes: &[u8]) -> String {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), bytes).unwrap();
    let output = cen(&["validate", file.path().to_str().unwrap()]);
    assert_eq!(
        (output.status.code(), text(&output.stdout)),
        (Some(1), ""),
        "{}",
        text(&output.stderr)
    );
    text(&output.stderr).to_owned()
}

#[test]
fn every_example_is_valid_without_a_warning() {
    let files = examples();
    assert_eq!(files.len(), 5);
    for file in files {
        let output = cen(&["validate", file.to_str().unwrap()]);
        assert_eq!(
            (output.status.code(), text(&output.stderr)),
            (Some(0), ""),
            "{}",
            file.display()
        );
        assert!(text(&output.stdout).ends_with(": ok\n"));
    }
}

#[test]
fn an_unknown_key_is_named_with_its_line_and_a_suggestion() {
    let said = refused(b"version: 1\nname: x\naccounts:\n  main: { id: \"1250000000000001\", profil: p }\ncens: {}\n");
    assert!(
        said.contains("profil") && said.contains(":4:") && said.contains("`profile`"),
        "{said}"
    );
}

#[test]
fn what_is_no_topology_at_all_is_refused_in_words() {
    for bytes in [
        b"".as_slice(),
        b"\xff\xfe\x00",
        b"- a\n- b\n",
        b"version: [",
        b"\x00",
    ] {
        let said = refused(bytes);
        assert!(said.contains("error[CEN"), "{bytes:?}: {said}");
    }
}

#[test]
fn a_file_that_cannot_be_read_is_named_and_the_others_are_still_checked() {
    let example = examples().remove(0);
    let output = cen(&["validate", "no-such-file.yaml", example.to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stderr).contains("no-such-file.yaml"));
    assert!(text(&output.stdout).ends_with(": ok\n"));
}

#[test]
fn a_wrong_command_line_is_64_and_help_is_0() {
    assert_eq!(cen(&[]).status.code(), Some(64));
    assert_eq!(cen(&["validate"]).status.code(), Some(64));
    assert_eq!(cen(&["validate", "--nonsense"]).status.code(), Some(64));
    assert_eq!(cen(&["--help"]).status.code(), Some(0));
    assert_eq!(cen(&["--version"]).status.code(), Some(0));
}

#[test]
fn the_schema_is_json_and_knows_the_languages_sections() {
    let output = cen(&["schema"]);
    assert_eq!(output.status.code(), Some(0));
    let schema: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    for section in [
        "version", "name", "accounts", "vpcs", "vbrs", "ccns", "cens", "protect",
    ] {
        assert!(schema["properties"][section].is_object(), "{section}");
    }
}

#[test]
fn whether_two_networks_can_talk_is_told_by_the_exit_code_too() {
    let machine = Machine::new();
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../topologies/cross-region.yaml");
    machine.write("cross.yaml", std::fs::read(file).unwrap());
    let reach = |more: &[&str]| machine.cen(&[&["reach", "cross.yaml"], more].concat());
    assert_eq!(reach(&["hangzhou", "frankfurt"]).code, Some(0));
    assert_eq!(
        reach(&["hangzhou", "frankfurt", "--simulate"]).code,
        Some(2),
        "nothing is attached yet"
    );
    assert_eq!(reach(&["hangzhou", "hangzhou"]).code, Some(64));
    assert_eq!(reach(&["hangzhou", "nowhere"]).code, Some(1));
    assert_eq!(
        machine
            .cen(&[
                "apply",
                "cross.yaml",
                "--simulate",
                "--yes",
                "--allow-purchase"
            ])
            .code,
        Some(0)
    );
    let now = reach(&[
        "hangzhou",
        "vpc-gw8shop0000000000001",
        "--simulate",
        "--format",
        "json",
    ]);
    let json: serde_json::Value = serde_json::from_str(&now.stdout).unwrap();
    assert_eq!(
        (now.code, &json["source"], &json["link"]),
        (Some(0), &"cloud".into(), &serde_json::json!({ "mbps": 10 })),
        "{json:#}"
    );
    // The file does not manage route maps, so they were not read.
    assert_eq!(
        (&json["obstacles"], &json["notes"]),
        (
            &serde_json::json!([]),
            &serde_json::json!([{ "note": "route-maps-unknown" }])
        )
    );
}

#[test]
fn manual_pages_have_the_sections_that_a_reader_expects() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().to_str().unwrap();
    assert_eq!(cen(&["man", "-o", path]).status.code(), Some(0));
    let page = |name: &str| std::fs::read_to_string(folder.path().join(name)).unwrap();
    let diff = page("cen-diff.1");
    for part in [
        "\\-\\-observed",
        ".SH \"EXIT STATUS\"",
        ".SH \"ENVIRONMENT\"",
        ".SH \"FILES\"",
        ".SH \"EXAMPLES\"",
        ".SH \"SEE ALSO\"",
        "\\fBcen\\-apply\\fR(1)",
        "docs/command\\-line.md#cen\\-diff",
    ] {
        assert!(diff.contains(part), "{part} is missing:\n{diff}");
    }
    assert!(page("cen.1").contains(".SH \"EXIT STATUS\""));
    assert_eq!(
        std::fs::read_dir(folder.path()).unwrap().count(),
        1 + COMMANDS
    );
    assert_eq!(
        cen(&["man", "--out", "/dev/null/nowhere"]).status.code(),
        Some(1)
    );
}

/// What only one command has is what its reader looks for: it stands before what most commands have.
#[test]
fn the_help_of_a_command_begins_with_its_own_flags() {
    let help = cen(&["diff", "--help"]);
    let said = text(&help.stdout);
    let places = [
        "\nOptions:",
        "--prices",
        "\nWhich cloud:",
        "--endpoint",
        "\nSimulator:",
        "--faults",
        "\nLog lines:",
        "--log-file",
        "\nExamples:",
    ]
    .map(|part| {
        said.find(part)
            .unwrap_or_else(|| panic!("{part} is missing: {said}"))
    });
    assert!(places.is_sorted(), "{places:?}: {said}");
}

/// How many commands there are, besides `cen` itself.
const COMMANDS: usize = 18;

/// Asks as the script of bash does.
fn offered(words: &[&str]) -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../topologies");
    let output = Command::new(env!("CARGO_BIN_EXE_cen"))
        .current_dir(folder)
        .env("CEN_COMPLETE", "bash")
        .env("_CLAP_COMPLETE_INDEX", (words.len() - 1).to_string())
        .env("_CLAP_IFS", "\n")
        .arg("--")
        .args(words)
        .output()
        .unwrap();
    text(&output.stdout).lines().map(str::to_owned).collect()
}

#[test]
fn a_shell_is_offered_commands_files_networks_codes_and_addresses() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let output = cen(&["completions", shell]);
        assert_eq!(output.status.code(), Some(0));
        assert!(text(&output.stdout).contains("CEN_COMPLETE"), "{shell}");
    }
    assert!(offered(&["cen", "ap"]).contains(&"apply".to_owned()));
    let files = offered(&["cen", "apply", "cross-r"]);
    assert_eq!(files, ["cross-region.yaml"]);
    assert!(
        offered(&["cen", "diff", "cross-region.yaml", "-o", "cross-r"])
            .contains(&"cross-region.yaml".to_owned())
    );
    let networks = offered(&["cen", "reach", "cross-region.yaml", ""]);
    assert_eq!(
        networks
            .iter()
            .filter(|word| !word.starts_with('-'))
            .collect::<Vec<_>>(),
        ["frankfurt", "hangzhou"]
    );
    assert_eq!(offered(&["cen", "explain", "CEN06"]).len(), 9);
    assert!(offered(&["cen", "explain", "operation.b"]).contains(&"Operation.Blocking".to_owned()));
    assert_eq!(
        offered(&["cen", "diff", "a.yaml", "--endpoint", "http"]),
        ["http://127.0.0.1:8787"]
    );
}

/// The script that bash reads, in a real bash.
#[test]
fn bash_completes_files_and_networks() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../topologies");
    let script = "source <(cen completions bash); COMP_WORDS=(cen reach cross-region.yaml f); COMP_CWORD=3; \
                  _clap_complete_cen cen f cross-region.yaml; echo \"${COMPREPLY[@]}\"";
    let binary = Path::new(env!("CARGO_BIN_EXE_cen"));
    let path = format!(
        "{}:{}",
        binary.parent().unwrap().display(),
        std::env::var("PATH").unwrap()
    );
    let output = Command::new("bash")
        .args(["-c", script])
        .current_dir(folder)
        .env("PATH", path)
        .output()
        .unwrap();
    assert_eq!(
        text(&output.stdout),
        "frankfurt\n",
        "{}",
        text(&output.stderr)
    );
}

#[test]
fn help_has_examples_and_a_link_and_the_version_tells_the_build() {
    let help = cen(&["diff", "--help"]);
    let help = text(&help.stdout);
    assert!(
        help.contains("Examples:\n  cen diff office.yaml --simulate\n")
            && help.contains("More: docs/command-line.md#cen-diff"),
        "{help}"
    );
    let linked = Command::new(env!("CARGO_BIN_EXE_cen"))
        .args(["diff", "-h"])
        .env("CEN_DOCS_URL", "https://example.com/docs/")
        .output()
        .unwrap();
    assert!(
        text(&linked.stdout).contains("More: https://example.com/docs/command-line.md#"),
        "{}",
        text(&linked.stdout)
    );
    let version = cen(&["--version"]);
    let version = text(&version.stdout);
    assert!(
        version.starts_with("cen ")
            && version.contains("\ncommit: ")
            && version.contains("\nbuild:  "),
        "{version}"
    );
    assert_eq!(text(&cen(&["-V"]).stdout).lines().count(), 1);
}
