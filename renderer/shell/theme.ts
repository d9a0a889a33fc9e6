/** Turns the tokens into Mantine's theme and into the `--lm-*` variables that our styles use. */
import {
  ActionIcon,
  Button,
  type CSSVariablesResolver,
  createTheme,
  Menu,
  Modal,
  Tooltip,
} from '@mantine/core';
import {
  accentShades,
  darkShades,
  fonts,
  personColors,
  type Scheme,
  terminalColors,
  tokens,
} from './tokens';

export const theme = createTheme({
  primaryColor: 'accent',
  primaryShade: { light: 7, dark: 6 },
  colors: { accent: accentShades, dark: darkShades },
  fontFamily: fonts.text,
  fontFamilyMonospace: fonts.mono,
  fontSizes: {
    xs: '0.75rem',
    sm: '0.8125rem',
    md: '0.875rem',
    lg: '1rem',
    xl: '1.1875rem',
  },
  defaultRadius: 'md',
  respectReducedMotion: true,
  cursorType: 'pointer',
  focusRing: 'auto',
  components: {
    Button: Button.extend({ defaultProps: { size: 'sm' } }),
    ActionIcon: ActionIcon.extend({ defaultProps: { variant: 'subtle', color: 'gray' } }),
    Tooltip: Tooltip.extend({
      defaultProps: { openDelay: 350, withinPortal: true, multiline: true, maw: 360 },
    }),
    Menu: Menu.extend({
      defaultProps: {
        shadow: 'md',
        withinPortal: true,
        // In a window that is too small for it a menu is scrolled.
        middlewares: { flip: true, shift: true, size: { padding: 6 } },
        // Mantine's place for the first focus is no item, and a menu may hold nothing else.
        withInitialFocusPlaceholder: false,
      },
    }),
    Notification: { defaultProps: { closeButtonProps: { 'aria-label': 'Close' } } },
    Modal: Modal.extend({
      defaultProps: {
        centered: true,
        overlayProps: { backgroundOpacity: 0.6, blur: 2 },
        transitionProps: { duration: 120 },
      },
    }),
  },
});

function schemeVariables(scheme: Scheme): Record<string, string> {
  const set = tokens[scheme];
  const own = Object.fromEntries(
    Object.entries(set).map(([name, value]) => [`--lm-${name}`, value]),
  );
  return {
    ...own,
    '--mantine-color-body': set.surface,
    '--mantine-color-text': set.text,
    '--mantine-color-dimmed': set.muted,
    '--mantine-color-error': set.danger,
    '--mantine-color-anchor': set.accent,
    '--mantine-color-placeholder': set.faint,
    '--mantine-color-default': set.raised,
    '--mantine-color-default-hover': set.hover,
    '--mantine-color-default-border': set.border,
    '--mantine-color-default-color': set.text,
    '--mantine-color-red-filled': set['danger-fill'],
    '--mantine-color-red-filled-hover': set['danger-fill'],
    '--mantine-color-red-light-color': set.danger,
    '--mantine-color-gray-light-color': set.muted,
    '--mantine-color-accent-light-color': set.accent,
    '--mantine-color-accent-filled': set['accent-fill'],
  };
}

export const cssVariablesResolver: CSSVariablesResolver = () => ({
  variables: {
    '--lm-mono': fonts.mono,
    '--lm-terminal': terminalColors.background,
    ...Object.fromEntries(personColors.map((color, at) => [`--lm-person-${at}`, color])),
  },
  light: schemeVariables('light'),
  dark: schemeVariables('dark'),
});
