/** Lets products of float32 round their factors to 10 bits on devices that are faster that way, if it is 1. */
export const TF32_VARIABLE = 'HYPERTANGENT_TF32';
