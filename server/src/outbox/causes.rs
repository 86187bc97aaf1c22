//! What lies behind an error. Those of input and output hold their cause without naming it as one, and may hold each
//! other: whoever only asks for the source walks past a certificate that is not trusted.

use std::error::Error;

/// What a person is told of a certificate that does not hold.
pub(super) const UNTRUSTED: &str = "its certificate is not one that this server trusts";

/// What a person is told where this system has no certificates to trust.
pub(super) const NO_TLS: &str = "TLS cannot be spoken here: this server's system has no certificates to trust";

/// Every error behind one, the outermost first.
pub(super) fn causes<'a>(error: &'a (dyn Error + 'static)) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    std::iter::successors(Some(error), |&error: &&'a (dyn Error + 'static)| {
        let held = error.downcast_ref::<std::io::Error>().and_then(std::io::Error::get_ref);
        held.map(|held| held as &(dyn Error + 'static)).or_else(|| error.source())
    })
}

/// Whether it came to nothing because of the certificate: nobody who is trusted vouches for it, or not for this host.
pub(super) fn is_untrusted(error: &(dyn Error + 'static)) -> bool {
    let of_it = |cause: &rustls::Error| matches!(cause, rustls::Error::InvalidCertificate(_));
    causes(error).filter_map(|cause| cause.downcast_ref()).any(of_it)
}
