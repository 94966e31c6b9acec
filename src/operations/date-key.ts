/** `2024_05_06`, as the v0 API writes dates, from `2024-05-06`. */
export function dateKey(date: string): string {
  return date.replaceAll('-', '_');
}

const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];

/** `6 May 2024`, as people read it, from `2024-05-06`. */
export function dateText(date: string): string {
  const [year, month, day] = date.split('-').map(Number);
  return `${day} ${MONTHS[month - 1]} ${year}`;
}
