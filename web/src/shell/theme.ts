import { type CSSVariablesResolver, createTheme, type MantineColorsTuple } from '@mantine/core';

// A quiet blue-green. White on its 7 and it on white are above 4.5 : 1 (WCAG 2.2 AA).
const sea: MantineColorsTuple = [
  '#e8f6f6',
  '#d3eaea',
  '#a5d5d6',
  '#74bfc0',
  '#4dacae',
  '#34a0a3',
  '#21868a',
  '#0b6e75',
  '#00595f',
  '#00444a',
];

/** How the console looks: dense, few colours, the system's own letters with Thai ones behind them. */
export const theme = createTheme({
  primaryColor: 'sea',
  primaryShade: { light: 7, dark: 7 },
  colors: { sea },
  defaultRadius: 'md',
  fontFamily:
    "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'Noto Sans Thai', 'Leelawadee UI', Thonburi, sans-serif",
  fontFamilyMonospace: "ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace",
  fontSizes: { xs: '0.75rem', sm: '0.8125rem', md: '0.875rem', lg: '1rem', xl: '1.125rem' },
  headings: {
    fontWeight: '600',
    sizes: {
      h1: { fontSize: '1.25rem', lineHeight: '1.4' },
      h2: { fontSize: '1rem', lineHeight: '1.4' },
      h3: { fontSize: '0.875rem', lineHeight: '1.4' },
    },
  },
  cursorType: 'pointer',
  components: {
    Button: { defaultProps: { size: 'xs' } },
    ActionIcon: { defaultProps: { variant: 'subtle', color: 'gray' } },
    TextInput: { defaultProps: { size: 'xs' } },
    PasswordInput: { defaultProps: { size: 'xs' } },
    Select: { defaultProps: { size: 'xs' } },
    MultiSelect: { defaultProps: { size: 'xs' } },
    TagsInput: { defaultProps: { size: 'xs' } },
    Textarea: { defaultProps: { size: 'xs' } },
    SegmentedControl: { defaultProps: { size: 'xs' } },
    Table: { defaultProps: { verticalSpacing: 6 } },
    Tooltip: { defaultProps: { openDelay: 400, withArrow: true } },
    Badge: { defaultProps: { variant: 'light', size: 'sm', tt: 'none', fw: 500 } },
  },
});

/** What of the library's colours is not enough to read by, and what the console adds to them. */
export const colours: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-text': '#1d2326',
    '--mantine-color-dimmed': '#566066',
    '--mantine-color-placeholder': '#667077',
    '--mantine-color-error': '#c2272d',
    // Words on the light badges: the library's own are below 4.5 : 1 on them.
    '--mantine-color-green-light-color': '#1d6b31',
    '--mantine-color-yellow-light-color': '#7a4a00',
    '--mantine-color-red-light-color': '#b02525',
    '--mantine-color-gray-light-color': '#495057',
    '--rule': '#dfe3e4',
    '--ground': '#f6f8f8',
    '--raised': '#ffffff',
    '--chosen': '#e3f1f1',
    '--mine': '#e3f1f1',
  },
  dark: {
    '--mantine-color-body': '#1b1f21',
    '--mantine-color-text': '#d9dddf',
    '--mantine-color-dimmed': '#a3abaf',
    '--mantine-color-placeholder': '#98a0a4',
    '--mantine-color-error': '#ff8a8a',
    '--rule': '#33393c',
    '--ground': '#15181a',
    '--raised': '#1b1f21',
    '--chosen': '#17373a',
    '--mine': '#17373a',
  },
});
