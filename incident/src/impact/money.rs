//! Amounts of money: whole numbers of a currency's smallest unit, and how people write and read them. No floats.

use super::Range;
use crate::prelude::*;
use serde::{Deserialize, Serialize};

/// Currencies that are in use, by their codes of ISO 4217, but those with other than two decimal places.
const TWO_PLACES: &str = "\
AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CNY COP CRC CUP CVE \
CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW \
KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK \
PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS \
UAH USD UYU UZS VES WST XCD YER ZAR ZMW ZWG";
/// Those without decimal places.
const NO_PLACES: &str = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF";
/// Those with three.
const THREE_PLACES: &str = "BHD IQD JOD KWD LYD OMR TND";

/// The decimal places of a currency; nothing where it is none.
#[must_use]
pub fn places(currency: &str) -> Option<usize> {
    let among = |codes: &str| codes.split(' ').any(|code| code == currency);
    if among(TWO_PLACES) {
        Some(2)
    } else if among(NO_PLACES) {
        Some(0)
    } else {
        among(THREE_PLACES).then_some(3)
    }
}

/// Decimal places as figures are counted: two also for what is no currency of a country, such as a record from
/// elsewhere may have.
#[must_use]
pub fn minor_places(currency: &str) -> usize {
    places(currency).unwrap_or(2)
}

/// Minor units of one whole unit.
#[must_use]
pub fn minor_per_unit(currency: &str) -> u64 {
    [1, 10, 100, 1_000].get(minor_places(currency)).copied().unwrap_or(100)
}

/// An amount that is not known exactly, in minor units.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Amount {
    /// How much, in minor units: cents, yen.
    #[serde(flatten)]
    pub range: Range,
    /// Of which currency, three letters.
    pub currency: String,
}

impl Amount {
    /// In few columns, for a line that ticks: `EUR 30k (10k–50k)`, the likely one first, or `EUR 20k` where it is known exactly.
    #[must_use]
    pub fn short(&self) -> String {
        let Range { low, likely, high } = self.range;
        let per_unit = minor_per_unit(&self.currency);
        let figure = |minor: u64| few_digits(minor / per_unit);
        if self.range.is_exact() {
            return format!("{} {}", self.currency, figure(low));
        }
        let most = few_digits_up(high.div_ceil(per_unit));
        format!("{} {} ({}–{most})", self.currency, figure(likely), figure(low))
    }

    /// In whole units: `10,000–50,000 EUR, likely 30,000`.
    #[must_use]
    pub fn long(&self) -> String {
        self.said("")
    }

    /// In whole units with what they are: `10,000–50,000 EUR an hour, likely 30,000`.
    #[must_use]
    pub fn said(&self, what: &str) -> String {
        let Range { low, likely, high } = self.range;
        let figure = |minor| whole(minor, &self.currency);
        if self.range.is_exact() {
            return format!("{} {}{what}", figure(low), self.currency);
        }
        format!("{}–{} {}{what}, likely {}", figure(low), figure(high), self.currency, figure(likely))
    }
}

/// At most four columns, rounded up: what is at most is never shown lower than it is.
#[must_use]
pub fn few_digits_up(units: u64) -> String {
    let scale = [1_000_000_000_000, 1_000_000_000, 1_000_000, 1_000].into_iter().find(|size| units >= *size);
    // What is shown of it: tenths below ten, else whole ones.
    let step = scale.map_or(1, |size| if units / size < 10 { size / 10 } else { size });
    few_digits(units.div_ceil(step).saturating_mul(step))
}

/// At most four columns: `950`, `9.9k`, `12k`, `3.4M`. Cut, not rounded: a loss is never shown higher than it is.
#[must_use]
pub fn few_digits(units: u64) -> String {
    for (size, letter) in [(1_000_000_000_000, "T"), (1_000_000_000, "G"), (1_000_000, "M"), (1_000, "k")] {
        if units >= size {
            let (whole, tenth) = (units / size, units % size / (size / 10));
            return if whole < 10 && tenth > 0 {
                format!("{whole}.{tenth}{letter}")
            } else {
                format!("{whole}{letter}")
            };
        }
    }
    units.to_string()
}

/// Whole units with their thousands set apart; what is below one unit is cut.
#[must_use]
pub fn whole(minor: u64, currency: &str) -> String {
    grouped(minor / minor_per_unit(currency))
}

/// A number with its thousands set apart: `12,345`.
#[must_use]
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (nth, digit) in digits.chars().enumerate() {
        if nth > 0 && (digits.len() - nth).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// An amount as it can be read back: `12500.50`, without what is nothing.
#[must_use]
pub fn plain(minor: u64, currency: &str) -> String {
    decimal(minor, minor_places(currency))
}

/// A number of the given decimal places, without what is nothing: `0.5`.
#[must_use]
pub fn decimal(number: u64, places: usize) -> String {
    let per_unit = 10_u64.pow(u32::try_from(places).unwrap_or(0));
    let (units, rest) = (number / per_unit, number % per_unit);
    if rest == 0 { units.to_string() } else { format!("{units}.{rest:0places$}") }
}

/// A share of hundredths of a percent, in percent: `0.5`, `30`.
#[must_use]
pub fn percent(share: u64) -> String {
    let exact = decimal(share, 2);
    if exact.contains('.') { exact.trim_end_matches('0').to_owned() } else { exact }
}

/// Reads an amount in whole units, such as `12500`, `12,500`, `12500.50`, `12.5k` or `3M`, into minor units.
///
/// # Errors
/// What is wrong with it, as a sentence.
pub fn read(words: &str, currency: &str) -> Result<u64, String> {
    read_decimal(words, minor_places(currency))
}

/// Reads a number with so many decimal places at most, as a whole number of its smallest step.
///
/// # Errors
/// What is wrong with it, as a sentence.
pub fn read_decimal(words: &str, places: usize) -> Result<u64, String> {
    let wrong = || format!("{:?} is not a number like 12500, 12500.50 or 12.5k", crate::text::visible(words));
    let written = words.trim();
    let (digits, zeros) = match written.char_indices().last() {
        Some((at, 'k' | 'K')) => (written.get(..at).unwrap_or_default(), 3),
        Some((at, 'm' | 'M')) => (written.get(..at).unwrap_or_default(), 6),
        Some((at, 'b' | 'B' | 'g' | 'G')) => (written.get(..at).unwrap_or_default(), 9),
        _ => (written, 0),
    };
    let digits = digits.trim_end();
    let (units, part) = digits.split_once('.').unwrap_or((digits, ""));
    // Between thousands only: in half of the world 12,5 is less than thirteen.
    let mut groups = units.split([',', '_', ' ', '\u{a0}', '\u{202f}']);
    let first = groups.next().unwrap_or_default();
    let rest: Vec<_> = groups.collect();
    if !rest.is_empty() && (!(1..=3).contains(&first.len()) || rest.iter().any(|group| group.len() != 3)) {
        return Err(wrong());
    }
    let units = format!("{first}{}", rest.concat());
    let plain = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    if units.is_empty() || !plain(&units) || !plain(part) || (digits.contains('.') && part.is_empty()) {
        return Err(wrong());
    }
    // Not without its zeros either: there 10.000 are ten thousand.
    let room = places + zeros;
    if part.len() > room {
        let what = if places == 0 { "no decimal places".into() } else { format!("at most {places} decimal places") };
        return Err(format!("{:?} is too exact: {what}", crate::text::visible(words)));
    }
    let scaled = format!("{units}{part}{}", "0".repeat(room - part.len()));
    scaled.parse().map_err(|_| format!("{:?} is too large", crate::text::visible(words)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_currency_has_its_decimal_places() {
        assert_eq!([places("EUR"), places("JPY"), places("KWD")], [Some(2), Some(0), Some(3)]);
        assert_eq!([places("eur"), places("EU"), places(""), places("DAI")], [None; 4]);
        let all = [TWO_PLACES, NO_PLACES, THREE_PLACES].map(|codes| codes.split(' ').collect::<Vec<_>>()).concat();
        assert!(all.iter().all(|code| code.len() == 3 && code.bytes().all(|b| b.is_ascii_uppercase())), "{all:?}");
        let mut once = all.clone();
        once.sort_unstable();
        once.dedup();
        assert_eq!(once.len(), all.len());
    }

    #[test]
    fn amounts_are_read_as_people_write_them() {
        for (words, currency, minor) in [
            ("10000", "EUR", 1_000_000),
            ("10,000.50", "EUR", 1_000_050),
            ("12.5k", "EUR", 1_250_000),
            ("1.2345M", "USD", 123_450_000),
            ("500", "JPY", 500),
            ("0.125", "KWD", 125),
            ("1.50", "EUR", 150),
            ("0", "EUR", 0),
            ("1_000 000", "EUR", 100_000_000),
            ("12.5 k", "EUR", 1_250_000),
        ] {
            assert_eq!(read(words, currency), Ok(minor), "{words}");
        }
        for (words, why) in [
            ("", "not a number"),
            ("-5", "not a number"),
            ("1e5", "not a number"),
            ("5.", "not a number"),
            (".5", "not a number"),
            ("1.2.3", "not a number"),
            ("k", "not a number"),
            ("0.005", "too exact"),
            ("12,5", "not a number"),
            ("12,50", "not a number"),
            ("12,5k", "not a number"),
            ("10.000,50", "not a number"),
            ("1,0000", "not a number"),
            (",500", "not a number"),
            ("10.000", "too exact"),
            ("99999999999999999999", "too large"),
        ] {
            assert!(read(words, "EUR").is_err_and(|said| said.contains(why)), "{words}");
        }
    }

    #[test]
    fn what_is_written_plainly_is_read_back() {
        for minor in [0, 1, 99, 100, 12_345_678] {
            for currency in ["EUR", "JPY", "KWD"] {
                assert_eq!(read(&plain(minor, currency), currency), Ok(minor));
            }
        }
    }

    #[test]
    fn a_line_that_ticks_has_few_columns() {
        let short = |units: u64| few_digits(units);
        assert_eq!(
            [0, 999, 1_000, 9_999, 10_000, 999_999, 1_000_000, 3_456_789].map(short),
            ["0", "999", "1k", "9.9k", "10k", "999k", "1M", "3.4M"]
        );
        assert_eq!(
            [950, 1_000, 8_110, 9_950, 37_506, 999_999].map(few_digits_up),
            ["950", "1k", "8.2k", "10k", "38k", "1M"]
        );
        let range = Range { low: 1_000_000, likely: 3_000_000, high: 5_000_000 };
        let amount = Amount { range, currency: "EUR".into() };
        assert_eq!(amount.short(), "EUR 30k (10k–50k)");
        assert_eq!(amount.long(), "10,000–50,000 EUR, likely 30,000");
    }
}
