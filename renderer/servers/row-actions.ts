/** What the window does for a row of the list. */
export interface RowActions {
  selected: string | null;
  onSelect: (server: string) => void;
  onConnect: (server: string) => void;
  onDisconnect: (server: string) => void;
  onEdit: (server: string) => void;
  onDuplicate: (server: string) => void;
  onRemove: (server: string) => void;
  onDoctor: (server: string) => void;
  /** Opens the key wizard for it. */
  onSetUpKey: (server: string) => void;
  onDropFiles: (server: string, files: File[]) => void;
  /** Asks for the group that the server is to go to. */
  onMoveToGroup: (server: string) => void;
}
