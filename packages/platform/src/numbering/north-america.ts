/**
 * Area codes behind +1, which the United States share with Canada and the islands. Only data: who reads a number decides with it.
 * Source: the North American Numbering Plan's own lists of assigned codes.
 */
export const northAmerica = {
  callingCode: '1',
  /** Digits of a whole number, calling code included. */
  length: 11,
  canada:
    '204 226 236 249 250 257 263 289 306 343 354 365 367 368 382 403 416 418 428 431 437 438 450 468 474 506 514 519 537 548 568 579 581 584 587 600 604 613 622 633 639 644 647 655 672 677 683 688 705 709 742 753 778 780 782 807 819 825 867 873 879 902 905 942'.split(
      ' ',
    ),
  /** Countries and territories of their own. Puerto Rico is among them, as it is on Meta's rate cards. */
  islands: '242 246 264 268 284 340 345 441 473 649 658 664 670 671 684 721 758 767 784 787 809 829 849 868 869 876 939'.split(
    ' ',
  ),
} as const
