import {
  Activity, Airplay, Anchor, Archive, Award, Banknote, Bell, Bike, Blocks, Book, BookOpen,
  Bookmark, Box, Boxes, Briefcase, Brush, Bug, Building, Building2, Bus, Cake, Calculator,
  Calendar, CalendarCheck, Camera, Car, ChartBar, ChartPie, ClipboardList, Clock, Cloud, Code,
  Coffee, Coins, Columns3, Compass, Contact, Cpu, CreditCard, Database, DoorOpen, Factory, FileText, Film,
  Flag, Flame, FlaskConical, Folder, Fuel, Gamepad2, Gauge, Gavel, Gem, Gift, Globe,
  GraduationCap, Hammer, Handshake, Hash, Headphones, Heart, HeartPulse, Hospital, Hotel, House, Image,
  Inbox, Key, Landmark, Laptop, Layers, LayoutGrid, Leaf, Library, LifeBuoy, Lightbulb, Link,
  List, ListChecks, Lock, Mail, Map, MapPin, Megaphone, MessageCircle, MessageSquare, Mic, Monitor,
  Music, Newspaper, NotebookPen, Package, Palette, Paperclip, PawPrint, PenTool, Percent, Phone,
  PiggyBank, Plane, Plug, Printer, Puzzle, QrCode, Receipt, Recycle, Rocket, Route, Ruler, Scale,
  School, Server, Settings, Shield, Ship, Shirt, ShoppingBag, ShoppingCart, Signature, Smile,
  Sparkles, Sprout, SquareCheck, Star, Stethoscope, Store, Sun, Table, Tag, Target, Ticket, Timer, TrainFront,
  Trees, TrendingUp, Trophy, Truck, Umbrella, User, UserCheck, Users, Utensils, Video, Wallet,
  Warehouse, Watch, Waves, Wrench, Zap,
  type LucideIcon,
} from 'lucide-react'; // prettier-ignore

const COMPONENTS = {
  Activity, Airplay, Anchor, Archive, Award, Banknote, Bell, Bike, Blocks, Book, BookOpen,
  Bookmark, Box, Boxes, Briefcase, Brush, Bug, Building, Building2, Bus, Cake, Calculator,
  Calendar, CalendarCheck, Camera, Car, ChartBar, ChartPie, ClipboardList, Clock, Cloud, Code,
  Coffee, Coins, Columns3, Compass, Contact, Cpu, CreditCard, Database, DoorOpen, Factory, FileText, Film,
  Flag, Flame, FlaskConical, Folder, Fuel, Gamepad2, Gauge, Gavel, Gem, Gift, Globe,
  GraduationCap, Hammer, Handshake, Hash, Headphones, Heart, HeartPulse, Hospital, Hotel, House, Image,
  Inbox, Key, Landmark, Laptop, Layers, LayoutGrid, Leaf, Library, LifeBuoy, Lightbulb, Link,
  List, ListChecks, Lock, Mail, Map, MapPin, Megaphone, MessageCircle, MessageSquare, Mic, Monitor,
  Music, Newspaper, NotebookPen, Package, Palette, Paperclip, PawPrint, PenTool, Percent, Phone,
  PiggyBank, Plane, Plug, Printer, Puzzle, QrCode, Receipt, Recycle, Rocket, Route, Ruler, Scale,
  School, Server, Settings, Shield, Ship, Shirt, ShoppingBag, ShoppingCart, Signature, Smile,
  Sparkles, Sprout, SquareCheck, Star, Stethoscope, Store, Sun, Table, Tag, Target, Ticket, Timer, TrainFront,
  Trees, TrendingUp, Trophy, Truck, Umbrella, User, UserCheck, Users, Utensils, Video, Wallet,
  Warehouse, Watch, Waves, Wrench, Zap,
}; // prettier-ignore

/** Icons that metadata knows by an older name. */
const NAMES: Readonly<Record<string, string>> = {
  Columns3: 'columns',
  SquareCheck: 'check-square',
};

/** `BookOpen` is called `book-open` in metadata. */
function metadataName(component: string): string {
  const known = NAMES[component];
  if (known !== undefined) {
    return known;
  }
  return component
    .replace(/([a-z])([A-Z])/g, '$1-$2')
    .replace(/([a-zA-Z])(\d)/g, '$1-$2')
    .toLowerCase();
}

/** The icons that objects can have, by the name that metadata gives them. */
export const OBJECT_ICONS: Readonly<Record<string, LucideIcon>> = Object.fromEntries(
  Object.entries(COMPONENTS).map(([name, icon]) => [metadataName(name), icon]),
);
