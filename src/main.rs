//! Starts the `warroom` program.

fn main() -> std::process::ExitCode {
    warroom::cli::main()
}
