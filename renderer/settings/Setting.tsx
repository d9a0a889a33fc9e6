/** One setting: its name, what it does, and its control. A change holds at once. */
import { NativeSelect, NumberInput, Switch, TextInput } from '@mantine/core';
import { useEffect, useId, useState } from 'react';
import type { SettingItem } from './items';
import classes from './settings.module.css';

interface SettingProps {
  item: SettingItem;
  value: string | number | boolean;
  onChange(value: string | number | boolean): void;
}

export function Setting(props: SettingProps) {
  const { label, description } = props.item;
  const id = useId();
  return (
    <li
      className={classes['setting']}
      data-testid={`setting-${props.item.group}-${props.item.key}`}
    >
      <div className={classes['words']}>
        <label htmlFor={id} className={classes['label']}>
          {label}
        </label>
        <p id={`${id}-what`}>{description}</p>
      </div>
      <div className={classes['control']}>
        <ControlOf {...props} id={id} />
      </div>
    </li>
  );
}

function ControlOf({ item, value, onChange, id }: SettingProps & { id: string }) {
  const { control } = item;
  const named = { id, 'aria-describedby': `${id}-what` };
  if (control.kind === 'switch')
    return (
      <Switch
        {...named}
        checked={value === true}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
    );
  if (control.kind === 'choice')
    return (
      <NativeSelect
        {...named}
        value={String(value)}
        data={control.choices.map((each) => ({ ...each }))}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
    );
  if (control.kind === 'text')
    return (
      <Text
        named={named}
        value={String(value)}
        placeholder={control.placeholder}
        onChange={onChange}
      />
    );
  return <Figure named={named} value={Number(value)} control={control} onChange={onChange} />;
}

interface Named {
  id: string;
  'aria-describedby': string;
}

/** Taken over when one leaves the field or presses Enter: half a font name is none. */
function Text(props: {
  named: Named;
  value: string;
  placeholder: string;
  onChange(value: string): void;
}) {
  const { named, value, placeholder, onChange } = props;
  const [text, setText] = useState(value);
  useEffect(() => setText(value), [value]);
  const finish = () => text.trim() !== value && onChange(text.trim());
  return (
    <TextInput
      {...named}
      value={text}
      placeholder={placeholder}
      maxLength={200}
      onChange={(event) => setText(event.currentTarget.value)}
      onBlur={finish}
      onKeyDown={(event) => event.key === 'Enter' && finish()}
    />
  );
}

function Figure(props: {
  named: Named;
  value: number;
  control: { min: number; max: number; step: number; unit: string };
  onChange(value: number): void;
}) {
  const { named, value, control, onChange } = props;
  const { min, max, step, unit } = control;
  const [typed, setTyped] = useState<string | number>(value);
  useEffect(() => setTyped(value), [value]);
  const take = (next: string | number) => {
    setTyped(next);
    const fits = typeof next === 'number' && next >= min && next <= max;
    if (fits && next !== value) onChange(next);
  };
  return (
    <NumberInput
      {...named}
      value={typed}
      {...{ min, max, step }}
      allowDecimal={step < 1}
      decimalScale={step < 1 ? 2 : 0}
      thousandSeparator=","
      suffix={unit === '' ? '' : ` ${unit}`}
      clampBehavior="blur"
      onChange={take}
    />
  );
}
