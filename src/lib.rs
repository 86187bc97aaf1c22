//! The `warroom` program: command line and full-screen client.
