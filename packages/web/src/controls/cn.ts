import { type ClassValue, clsx } from 'clsx'
import { twMerge } from 'tailwind-merge'

/** Joins class names; a later utility replaces an earlier one of its kind. */
export const cn = (...values: ClassValue[]): string => twMerge(clsx(values))
