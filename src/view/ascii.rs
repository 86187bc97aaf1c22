//! The last step for terminals that know only ASCII: every drawn character gets a plain one.

use ratatui::buffer::Buffer;

/// Replaces what such a terminal cannot show.
pub(super) fn flatten(buffer: &mut Buffer) {
    for cell in &mut buffer.content {
        if !cell.symbol().is_ascii() {
            let plain = plain(cell.symbol());
            cell.set_symbol(plain);
        }
    }
}

fn plain(symbol: &str) -> &'static str {
    match symbol {
        "─" | "━" | "—" | "–" => "-",
        "═" => "=",
        "│" | "┃" | "▏" => "|",
        "║" => "H",
        "┌" | "┐" | "└" | "┘" | "┏" | "┓" | "┗" | "┛" | "╔" | "╗" | "╚" | "╝" => "+",
        "●" => "*",
        "◐" => "~",
        "▒" => "#",
        "…" => "~",
        "·" => "-",
        "→" => ">",
        "█" => "#",
        // A chart: the lower half and the upper half of a cell, and what may be lost beside it.
        "▁" | "▂" | "▃" | "▄" => "_",
        "▅" | "▆" | "▇" => "=",
        "░" => ":",
        "“" | "”" => "\"",
        "‘" | "’" => "'",
        _ => "?",
    }
}
