import type { ContentOf } from '../../../conversations/content.ts';
import type {
  RenderedTemplate,
  Template,
  TemplateButton,
  TemplateCard,
  TemplateHeader,
} from '../../templates.ts';
import { type Filled, type Filling, fillingOf, givenFor, shownValue } from './filling.ts';
import { placeholder, placeholdersOf } from './read.ts';

/** A template as the person will read it; a placeholder without a value stays. */
export function renderTemplate(template: Template, content: ContentOf<'template'>): RenderedTemplate {
  const filling = fillingOf(content);
  return {
    ...renderCard(template, filling),
    footer: template.footer,
    cards: template.cards.map((card, place) =>
      renderCard(card, filling.cards?.find(({ index }) => index === place)?.filling ?? nothing),
    ),
  };
}

const nothing = fillingOf({ type: 'template', name: '', language: '' });

function renderCard({ header, body, buttons }: TemplateCard, filling: Filling) {
  return {
    header: header && renderHeader(header, filling),
    body: fillIn(body ?? '', filling.body),
    buttons: buttons.map((button, index) => renderButton(button, index, filling)),
  };
}

function renderHeader(header: TemplateHeader, { header: given }: Filling): TemplateHeader {
  return { ...header, text: header.text && (given ? fillIn(header.text, given) : header.text) };
}

function fillIn(text: string, given: Filled): string {
  const names = placeholdersOf(text);
  return text.replace(
    placeholder,
    (whole, name: string) => givenFor(given, name, names.indexOf(name)) ?? whole,
  );
}

/** A link has one placeholder, whatever it is called. */
function renderButton(button: TemplateButton, index: number, { buttons }: Filling): TemplateButton {
  const [parameter] = buttons.find((one) => one.index === index)?.parameters ?? [];
  const value = parameter && shownValue(parameter);
  return {
    ...button,
    url: button.url && (value ? button.url.replace(placeholder, () => value) : button.url),
  };
}
