//! Keys: press, then look at the model and the effects.
