/** What this card uses of Home Assistant's frontend, and nothing more. */

export interface EntityState {
  entity_id: string;
  state: string;
  attributes: Record<string, unknown>;
  last_changed: string;
  last_updated: string;
}

export interface RegisteredEntity {
  entity_id: string;
  platform?: string;
  translation_key?: string;
  device_id?: string;
}

export interface Device {
  id: string;
  name: string | null;
  name_by_user?: string | null;
  parent_device_id?: string | null;
}

export interface Locale {
  language: string;
  time_format?: string;
  time_zone?: string;
}

export type Unsubscribe = () => Promise<void> | void;

export interface Connection {
  subscribeMessage<T>(listener: (message: T) => void, command: Record<string, unknown>): Promise<Unsubscribe>;
}

export interface HomeAssistant {
  states: Record<string, EntityState>;
  entities: Record<string, RegisteredEntity>;
  devices: Record<string, Device>;
  locale: Locale;
  config: { time_zone: string };
  connection: Connection;
  callService(
    domain: string,
    service: string,
    data?: Record<string, unknown>,
    target?: { entity_id: string },
    notifyOnError?: boolean,
  ): Promise<unknown>;
  formatEntityAttributeValue(state: EntityState, attribute: string, value?: unknown): string;
  hassUrl(path: string): string;
}

export interface CardConfig {
  type: string;
  title?: string;
  entities?: string[];
  show_picture?: boolean;
  days?: number;
}

export interface BadgeConfig {
  type: string;
  entities?: string[];
  tap_action?: Record<string, unknown>;
}

/** Tell Home Assistant something, through all shadow roots. */
export function tell(element: HTMLElement, name: string, detail: unknown): void {
  element.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
}

export function showMore(element: HTMLElement, entityId: string): void {
  tell(element, "hass-more-info", { entityId });
}

/** Define an element once, also when the file is loaded by two addresses. */
export function define(name: string, element: CustomElementConstructor): void {
  if (!customElements.get(name)) customElements.define(name, element);
}
