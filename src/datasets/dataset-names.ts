export const DATASET_NAMES = ['mnist', 'fashion-mnist', 'cifar10'] as const;
export type DatasetName = (typeof DATASET_NAMES)[number];

export const DATASET_PARTS = ['train', 'test'] as const;
export type DatasetPart = (typeof DATASET_PARTS)[number];
